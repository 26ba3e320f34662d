#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "backend/backend.h"
#include "model/model.h"
#include "optimiser/update_rules.h"
#include "protocol/configuration.h"
#include "protocol/events.h"
#include "ranks/collectives.h"
#include "storage/checkpoint.h"

namespace ablate {

/// How a step of an arm is computed.
struct StepSettings {
  int64_t sequences;                            ///< of the model's context
  int64_t sequences_per_part = 0;               ///< whose activations exist at a time; 0: chosen
  double z_loss = 0;                            ///< see Backend::cross_entropy
  std::optional<int32_t> end_of_document = {};  ///< where set, tokens attend within documents that end with it
};

StepSettings step_settings(const TrainConfiguration& configuration);

/// Parameters, gradients and optimiser moments of a pack of arms of one shape, and the step that changes them. The step
/// is one recording: whatever differs between steps lies in the memory of the device.
///
/// Where several ranks train the pack together, each has all parameters and takes an equal share of the sequences of a
/// step; it holds the moments of a slice of the parameters only, updates that slice, and gets the others from the other
/// ranks (ZeRO stage 1, Rajbhandari et al. 2020). Every rank makes the same calls in the same order; files are written
/// by the first.
class ArmPack {
 public:
  /// `step` has the sequences of all ranks together, a multiple of their number. `ranks` must outlive the pack.
  /// Throws Failure (memory) where the pack does not fit into memory.
  ArmPack(const ModelShape& shape, const OptimiserSettings& optimiser, const Backend& backend, int64_t arms,
          const StepSettings& step, Collectives& ranks = no_other_ranks());

  ArmPack(const ArmPack&) = delete;
  ArmPack& operator=(const ArmPack&) = delete;

  /// Starts an arm: parameters from its initial model, else from its seed; moments from its initial optimiser, else
  /// zero. Throws Failure (model) where a file cannot be used.
  void start_arm(int64_t arm, const ArmConfiguration& configuration);

  /// One step of every arm that has not failed: `controls` are [arms], `starts` the sequences
  /// [arms · own_sequences()] of context + 1 tokens. An arm whose loss or gradient is not finite is marked as failed
  /// and left as it was.
  void step(std::span<const ArmControl> controls, std::span<const SequenceStart> starts);

  /// The sequences of a step of each arm that this rank computes.
  int64_t own_sequences() const { return step_.sequences; }

  /// Where every arm stands, when all steps so far are done.
  std::vector<ArmProgress> progress() const;
  /// Starts the sums of what is reported anew.
  void clear_report();

  /// Writes a checkpoint of an arm, a whole one whatever the number of ranks; `counts` are those of its sampler.
  /// Different arms may be written side by side where there is one rank.
  void save(int64_t arm, const std::filesystem::path& folder, int64_t step, std::span<const SourceCount> counts) const;
  /// Loads it again, written by any number of ranks, and returns the counts. Throws Failure (storage or model) where it
  /// cannot be used.
  std::vector<SourceCount> load(int64_t arm, const std::filesystem::path& folder, int64_t step);

  /// Writes the result of an arm: model/ and optimiser.safetensors. Different arms may be written side by side.
  void write_result(int64_t arm, const std::filesystem::path& folder, int32_t end_of_text) const;

  const ParameterLayout& layout() const { return model_->layout(); }
  /// The parameters of one arm, laid out as `layout` says.
  std::vector<float> parameters(int64_t arm) const;

 private:
  /// All arms of one of the buffers.
  ArmTensor tensor(const DeviceBuffer& buffer) const { return {buffer.as<float>(), layout().arm_stride()}; }
  /// The same of moments, of which there is this rank's slice only.
  ArmTensor slice_tensor(const DeviceBuffer& buffer) const { return {buffer.as<float>(), slice_stride_}; }
  Arms<ArmProgress> progress_of_all() const { return {progress_.as<ArmProgress>(), 1}; }
  /// The parameters that the model computes with.
  ArmTensor computed_parameters() const;
  /// The elements of one arm of a buffer, for the host.
  const float* host_view(const DeviceBuffer& buffer, int64_t arm, AlignedBuffer& staging) const;
  /// The moments of one arm, those of the other ranks too, for the first rank's host; elsewhere null.
  const float* whole_moments(const DeviceBuffer& buffer, int64_t arm, AlignedBuffer& staging) const;
  void upload(const DeviceBuffer& buffer, int64_t arm, const AlignedBuffer& values);
  /// This rank's slice of `values`, all moments of the arm.
  void upload_moments(const DeviceBuffer& buffer, int64_t arm, const AlignedBuffer& values);
  void round_parameters(int64_t arm);
  void set_progress(int64_t arm, const ArmProgress& progress);
  void issue_step();
  /// The documents of the inputs, where they are masked.
  DocumentSpans issue_documents(Backend::ArmGroup group, ArmTokens inputs);
  void issue_gradient(Backend::ArmGroup group, int64_t slot);
  void issue_squared_norm(Backend::ArmGroup group);
  void issue_update(Backend::ArmGroup group, int64_t slot);
  void issue_rounding(Backend::ArmGroup group);
  /// Views of the second moments that the optimiser keeps, for files.
  std::vector<TensorView> second_moment_views(const float* arm) const;

  ModelShape shape_;
  OptimiserSettings optimiser_;
  const Backend& backend_;
  Collectives& ranks_;
  int64_t arms_;
  StepSettings step_;  ///< with the sequences of this rank
  std::unique_ptr<Model> model_;
  Slices slices_;
  Slice own_slice_;
  int64_t slice_stride_;  ///< elements from one arm to the next
  UpdateRules rules_;
  int64_t muon_work_size_ = 0;  ///< of an arm
  DeviceBuffer parameters_;
  DeviceBuffer rounded_parameters_;  ///< a copy of the type that the backend computes in; none where that is float32
  DeviceBuffer gradients_;
  DeviceBuffer first_moments_;
  DeviceBuffer second_moments_;
  DeviceBuffer muon_work_;        ///< for each arm that is worked on
  DeviceBuffer progress_;         ///< [arms] of ArmProgress
  DeviceBuffer controls_;         ///< [arms] of ArmControl
  DeviceBuffer starts_;           ///< [arms][sequences] of SequenceStart
  DeviceBuffer inputs_;           ///< [arms][sequences · context] of int32
  DeviceBuffer targets_;          ///< the same
  DeviceBuffer document_starts_;  ///< the same, where documents are masked
  DeviceBuffer document_ends_;
  std::unique_ptr<Recording> recorded_step_;
  mutable std::mutex looking_;  ///< held while the host looks at the device's memory: one thread at a time
};

}  // namespace ablate
