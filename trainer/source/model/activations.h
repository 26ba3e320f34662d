#pragma once

#include <cstdint>
#include <vector>

#include "backend/backend.h"
#include "protocol/configuration.h"

namespace ablate {

/// Whether a model keeps what the backward pass needs, or computes forward only and uses the memory of one layer again
/// for the next.
enum class Passes { forward, forward_and_backward };

/// Where an activation lies, in elements from the start of an arm's activations; its type is the backend's choice.
struct ActivationOffset {
  int64_t elements = 0;
};

/// The same of a statistic that is always float32: what norms, softmax and loss keep, a number or a few a token.
struct StatisticOffset {
  int64_t elements = 0;
};

/// Where the activations of one layer lie in the workspace of an arm; shapes as in `Backend`.
struct LayerActivations {
  ActivationOffset residual;    ///< the residual stream that enters the layer
  StatisticOffset inverse_rms;  ///< llama
  StatisticOffset moments;      ///< cohere: mean and inverse deviation
  ActivationOffset normed;
  ActivationOffset joint;  ///< queries, keys and values
  ActivationOffset attended;
  StatisticOffset log_sums;
  ActivationOffset middle;  ///< llama: the residual stream after attention, and what its norm keeps
  StatisticOffset middle_inverse_rms;
  ActivationOffset middle_normed;
  ActivationOffset gate_up;
  ActivationOffset activated;
};

/// Where gradients lie; each is used again by every layer.
struct ActivationGradients {
  ActivationOffset residual;
  ActivationOffset normed;
  ActivationOffset second_normed;  ///< cohere: by the feed-forward block, where `normed` is by attention
  ActivationOffset joint;
  ActivationOffset attended;
  ActivationOffset gate_up;
  ActivationOffset activated;
};

/// Where all activations of `rows` tokens lie in the workspace of an arm.
struct ActivationLayout {
  ActivationLayout(const ModelShape& shape, int64_t rows, Passes passes);

  std::vector<LayerActivations> layers;
  ActivationOffset branch;         ///< what attention or feed-forward adds to the residual stream
  ActivationOffset second_branch;  ///< cohere: what feed-forward adds, where `branch` is what attention does
  ActivationOffset final_residual;
  StatisticOffset final_inverse_rms;  ///< llama
  StatisticOffset final_moments;      ///< cohere
  ActivationOffset final_normed;
  StatisticOffset losses;
  ActivationGradients gradients{};  ///< with forward_and_backward only
  int64_t size = 0;                 ///< elements of an arm's activations
  int64_t statistics_size = 0;      ///< elements of its statistics
};

/// The workspace of some arms.
struct Workspace {
  ArmTensor activations;
  ArmTensor statistics;

  ArmTensor at(ActivationOffset offset) const { return activations.at(offset.elements); }
  ArmTensor at(StatisticOffset offset) const { return statistics.at(offset.elements); }
};

/// The memory of the workspaces of `arms` arms.
class WorkspaceMemory {
 public:
  /// Throws Failure (memory) where there is not enough memory.
  WorkspaceMemory(const Backend& backend, const ActivationLayout& layout, int64_t arms);

  /// The workspaces from `slot` on.
  Workspace from(int64_t slot) const;

 private:
  ElementType type_;
  int64_t size_;
  int64_t statistics_size_;
  DeviceBuffer activations_;
  DeviceBuffer statistics_;
};

}  // namespace ablate
