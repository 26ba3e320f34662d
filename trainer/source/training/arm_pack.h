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
#include "protocol/configuration.h"
#include "protocol/events.h"
#include "storage/checkpoint.h"

namespace ablate {

/// How a step of an arm is computed.
struct StepSettings {
  int64_t sequences;                            ///< of the model's context
  int64_t sequences_per_part = 0;               ///< whose activations exist at a time; 0: chosen
  double z_loss = 0;                            ///< see Backend::cross_entropy
  std::optional<int32_t> end_of_document = {};  ///< where set, tokens attend within documents that end with it
};

/// Parameters, gradients and optimiser moments of a pack of arms of one shape, and the step that changes them. The step
/// is one recording: whatever differs between steps lies in the memory of the device.
class ArmPack {
 public:
  /// Throws Failure (device) where the pack does not fit into memory.
  ArmPack(const ModelShape& shape, const OptimiserSettings& optimiser, const Backend& backend, int64_t arms,
          const StepSettings& step);

  ArmPack(const ArmPack&) = delete;
  ArmPack& operator=(const ArmPack&) = delete;

  /// Starts an arm: parameters from its initial model, else from its seed; moments from its initial optimiser, else
  /// zero. Throws Failure (model) where a file cannot be used.
  void start_arm(int64_t arm, const ArmConfiguration& configuration);

  /// One step of every arm that has not failed: `controls` are [arms], `starts` the sequences
  /// [arms · step.sequences] of context + 1 tokens. An arm whose loss or gradient is not finite is marked as failed
  /// and left as it was.
  void step(std::span<const ArmControl> controls, std::span<const SequenceStart> starts);

  /// Where every arm stands, when all steps so far are done.
  std::vector<ArmProgress> progress() const;
  /// Starts the sums of what is reported anew.
  void clear_report();

  /// Writes a checkpoint of an arm; `counts` are those of its sampler. Different arms may be written side by side.
  void save(int64_t arm, const std::filesystem::path& folder, int64_t step, std::span<const SourceCount> counts) const;
  /// Loads it again and returns the counts. Throws Failure (storage or model) where it cannot be used.
  std::vector<SourceCount> load(int64_t arm, const std::filesystem::path& folder, int64_t step);

  /// Writes the result of an arm: model/ and optimiser.safetensors. Different arms may be written side by side.
  void write_result(int64_t arm, const std::filesystem::path& folder, int32_t end_of_text) const;

  const ParameterLayout& layout() const { return model_->layout(); }
  /// The parameters of one arm, laid out as `layout` says.
  std::vector<float> parameters(int64_t arm) const;

 private:
  /// All arms of one of the buffers.
  ArmTensor tensor(const DeviceBuffer& buffer) const { return {buffer.as<float>(), layout().arm_stride()}; }
  Arms<ArmProgress> progress_of_all() const { return {progress_.as<ArmProgress>(), 1}; }
  /// The parameters that the model computes with.
  ArmTensor computed_parameters() const;
  /// The elements of one arm of a buffer, for the host.
  const float* host_view(const DeviceBuffer& buffer, int64_t arm, AlignedBuffer& staging) const;
  void upload(const DeviceBuffer& buffer, int64_t arm, const AlignedBuffer& values);
  void round_parameters(int64_t arm);
  void set_progress(int64_t arm, const ArmProgress& progress);
  void issue_step();
  /// The documents of the inputs, where they are masked.
  DocumentSpans issue_documents(Backend::ArmGroup group, ArmTokens inputs);
  void issue_group(Backend::ArmGroup group, int64_t slot);

  ModelShape shape_;
  OptimiserSettings optimiser_;
  const Backend& backend_;
  int64_t arms_;
  StepSettings step_;
  std::unique_ptr<Model> model_;
  DeviceBuffer parameters_;
  DeviceBuffer rounded_parameters_;  ///< a copy of the type that the backend computes in; none where that is float32
  DeviceBuffer gradients_;
  DeviceBuffer first_moments_;
  DeviceBuffer second_moments_;
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
