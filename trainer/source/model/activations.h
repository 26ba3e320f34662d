#pragma once

#include <cstdint>
#include <vector>

#include "protocol/configuration.h"

namespace ablate {

/// Whether a model keeps what the backward pass needs, or computes forward only and uses the memory of one layer again
/// for the next.
enum class Passes { forward, forward_and_backward };

/// Where the activations of one layer lie in the workspace of an arm; shapes as in `Backend`.
struct LayerActivations {
  int64_t residual;  ///< the residual stream that enters the layer
  int64_t inverse_rms;
  int64_t normed;
  int64_t joint;  ///< queries, keys and values
  int64_t attended;
  int64_t log_sums;
  int64_t middle;  ///< the residual stream after attention
  int64_t middle_inverse_rms;
  int64_t middle_normed;
  int64_t gate_up;
  int64_t activated;
};

/// Where gradients lie; each is used again by every layer.
struct ActivationGradients {
  int64_t residual;
  int64_t normed;
  int64_t joint;
  int64_t attended;
  int64_t gate_up;
  int64_t activated;
};

/// Where all activations of `rows` tokens lie in the workspace of an arm, in elements from its start.
struct ActivationLayout {
  ActivationLayout(const ModelShape& shape, int64_t rows, Passes passes);

  std::vector<LayerActivations> layers;
  int64_t branch;  ///< what attention or feed-forward adds to the residual stream
  int64_t final_residual;
  int64_t final_inverse_rms;
  int64_t final_normed;
  int64_t losses;
  ActivationGradients gradients{};  ///< with forward_and_backward only
  int64_t size;
};

}  // namespace ablate
