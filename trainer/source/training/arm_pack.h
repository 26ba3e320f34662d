#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "backend/backend.h"
#include "model/llama.h"
#include "protocol/configuration.h"
#include "protocol/events.h"
#include "storage/checkpoint.h"

namespace ablate {

/// Where one arm of a pack stands.
struct ArmState {
  int64_t updates = 0;       ///< of AdamW, those of earlier phases whose optimiser was carried on included
  bool failed = false;       ///< loss or gradient was not finite: the arm is frozen as it was before
  double loss = 0;           ///< mean cross-entropy of the last step, in nats per token
  double gradient_norm = 0;  ///< of the last step, before clipping
  double loss_sum = 0;       ///< of the steps since the last `step` event
  int64_t loss_steps = 0;    ///< number of those steps
};

/// Parameters, gradients and optimiser moments of a pack of arms of one shape, and the step that changes them.
class ArmPack {
 public:
  /// Throws Failure (device) where the pack does not fit into memory.
  ArmPack(const ModelShape& shape, const OptimiserSettings& optimiser, const Backend& backend, int64_t arms,
          int64_t sequences_per_step);

  /// Starts an arm: parameters from its initial model, else from its seed; moments from its initial optimiser, else
  /// zero. Throws Failure (model) where a file cannot be used.
  void start_arm(int64_t arm, const ArmConfiguration& configuration);

  /// One step of every arm that has not failed. `inputs` and `targets` are [sequences_per_step · context]; an arm whose
  /// loss or gradient is not finite is marked as failed and left as it was.
  void step(double rate, ArmTokens inputs, ArmTokens targets);

  /// Writes a checkpoint of an arm; `counts` are those of its sampler.
  void save(int64_t arm, const std::filesystem::path& folder, int64_t step, std::span<const SourceCount> counts) const;
  /// Loads it again and returns the counts. Throws Failure (storage or model) where it cannot be used.
  std::vector<SourceCount> load(int64_t arm, const std::filesystem::path& folder, int64_t step);

  /// Writes the result of an arm: model/ and optimiser.safetensors.
  void write_result(int64_t arm, const std::filesystem::path& folder, int32_t end_of_text) const;

  const ParameterLayout& layout() const { return model_.layout(); }
  std::vector<ArmState>& arms() { return arms_; }
  const std::vector<ArmState>& arms() const { return arms_; }
  /// The parameters of one arm, laid out as `layout` says.
  std::span<const float> parameters(int64_t arm) const;

 private:
  /// All arms of one of the buffers.
  ArmTensor tensor(AlignedBuffer& buffer) { return {buffer.data(), layout().arm_stride()}; }
  std::vector<TensorView> views(const AlignedBuffer& buffer, int64_t arm) const;
  void step_group(Backend::ArmGroup group, int64_t slot, double rate, ArmTokens inputs, ArmTokens targets);

  ModelShape shape_;
  OptimiserSettings optimiser_;
  const Backend& backend_;
  int64_t sequences_per_step_;
  Llama model_;
  AlignedBuffer parameters_;
  AlignedBuffer gradients_;
  AlignedBuffer first_moments_;
  AlignedBuffer second_moments_;
  std::vector<ArmState> arms_;
};

}  // namespace ablate
