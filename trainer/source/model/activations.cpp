#include "model/activations.h"

namespace ablate {

ActivationLayout::ActivationLayout(const ModelShape& shape, int64_t rows, Passes passes) {
  const int64_t query_width = shape.heads * shape.head_dimension();
  const int64_t joint_width = query_width + 2 * shape.key_value_heads * shape.head_dimension();
  const auto padded = [&](int64_t width) { return (rows * width + 15) / 16 * 16; };
  const auto take = [&](int64_t width) {
    const ActivationOffset offset{size};
    size += padded(width);
    return offset;
  };
  const auto take_statistic = [&](int64_t width) {
    const StatisticOffset offset{statistics_size};
    statistics_size += padded(width);
    return offset;
  };
  // What only one of the architectures has takes no memory in the other.
  const bool parallel = shape.architecture == "cohere";
  const int64_t sequential_hidden = parallel ? 0 : shape.hidden;
  const int64_t parallel_hidden = parallel ? shape.hidden : 0;
  const int64_t sequential_row = parallel ? 0 : 1;
  const int64_t moments = parallel ? 2 : 0;
  const auto take_layer = [&] {
    return LayerActivations{
        .residual = take(shape.hidden),
        .inverse_rms = take_statistic(sequential_row),
        .moments = take_statistic(moments),
        .normed = take(shape.hidden),
        .joint = take(joint_width),
        .attended = take(query_width),
        .log_sums = take_statistic(shape.heads),
        .middle = take(sequential_hidden),
        .middle_inverse_rms = take_statistic(sequential_row),
        .middle_normed = take(sequential_hidden),
        .gate_up = take(2 * shape.feed_forward),
        .activated = take(shape.feed_forward),
    };
  };
  const bool backward = passes == Passes::forward_and_backward;
  for (int64_t layer = 0; layer < shape.layers; ++layer) {
    layers.push_back(backward || layer == 0 ? take_layer() : layers.front());
  }
  branch = take(shape.hidden);
  second_branch = take(parallel_hidden);
  final_residual = take(shape.hidden);
  final_inverse_rms = take_statistic(sequential_row);
  final_moments = take_statistic(moments);
  final_normed = take(shape.hidden);
  losses = take_statistic(1);
  if (backward) {
    gradients = {
        .residual = take(shape.hidden),
        .normed = take(shape.hidden),
        .second_normed = take(parallel_hidden),
        .joint = take(joint_width),
        .attended = take(query_width),
        .gate_up = take(2 * shape.feed_forward),
        .activated = take(shape.feed_forward),
    };
  }
}

WorkspaceMemory::WorkspaceMemory(const Backend& backend, const ActivationLayout& layout, int64_t arms)
    : type_(backend.compute_type()),
      size_(layout.size),
      statistics_size_(layout.statistics_size),
      activations_(backend.allocate(arms * size_, element_bytes(type_))),
      statistics_(backend.allocate(arms * statistics_size_, sizeof(float))) {}

Workspace WorkspaceMemory::from(int64_t slot) const {
  return {ArmTensor{activations_.data(), size_, type_}.from(slot),
          ArmTensor{statistics_.as<float>(), statistics_size_}.from(slot)};
}

}  // namespace ablate
