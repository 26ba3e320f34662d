#include "model/activations.h"

namespace ablate {

ActivationLayout::ActivationLayout(const ModelShape& shape, int64_t rows, Passes passes) : size(0) {
  const int64_t query_width = shape.heads * shape.head_dimension();
  const int64_t joint_width = query_width + 2 * shape.key_value_heads * shape.head_dimension();
  const auto take = [&](int64_t width) {
    const int64_t offset = size;
    size += (rows * width + 15) / 16 * 16;
    return offset;
  };
  const auto take_layer = [&] {
    return LayerActivations{
        .residual = take(shape.hidden),
        .inverse_rms = take(1),
        .normed = take(shape.hidden),
        .joint = take(joint_width),
        .attended = take(query_width),
        .log_sums = take(shape.heads),
        .middle = take(shape.hidden),
        .middle_inverse_rms = take(1),
        .middle_normed = take(shape.hidden),
        .gate_up = take(2 * shape.feed_forward),
        .activated = take(shape.feed_forward),
    };
  };
  const bool backward = passes == Passes::forward_and_backward;
  for (int64_t layer = 0; layer < shape.layers; ++layer) {
    layers.push_back(backward || layer == 0 ? take_layer() : layers.front());
  }
  branch = take(shape.hidden);
  final_residual = take(shape.hidden);
  final_inverse_rms = take(1);
  final_normed = take(shape.hidden);
  losses = take(1);
  if (backward) {
    gradients = {
        .residual = take(shape.hidden),
        .normed = take(shape.hidden),
        .joint = take(joint_width),
        .attended = take(query_width),
        .gate_up = take(2 * shape.feed_forward),
        .activated = take(shape.feed_forward),
    };
  }
}

}  // namespace ablate
