#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/parallel.h"

namespace ablate {

namespace {

/// Rotates the pairs of a head: elements i · kStride and i · kStride + distance by angle i.
template <int64_t kStride>
void rotate_head(int64_t pairs, int64_t distance, const float* cosines, const float* sines, float direction,
                 float* head) {
#pragma omp simd
  for (int64_t i = 0; i < pairs; ++i) {
    const float a = head[i * kStride];
    const float b = head[i * kStride + distance];
    const float sine = direction * sines[i];
    head[i * kStride] = a * cosines[i] - b * sine;
    head[i * kStride + distance] = b * cosines[i] + a * sine;
  }
}

/// Rotates the queries and keys of a joint projection, of an AttentionShape or CachedAttentionShape, by the angles of
/// position_of(arm, row) times `direction`, 1 or −1.
template <typename Shape, typename PositionOf>
void rotate(int threads, int64_t arms, int64_t rows, const Shape& shape, const float* angles, ArmTensor joint,
            float direction, const PositionOf& position_of) {
  const int64_t half = shape.head_dimension / 2;
  const int64_t rotated_heads = shape.query_heads + shape.key_value_heads;
  parallel_blocks(threads, arms, rows, kRowBlock, [&](int64_t arm, Block block) {
    for (int64_t row = block.begin; row < block.end; ++row) {
      const float* cosines = angles + position_of(arm, row) * shape.head_dimension;
      const float* sines = cosines + half;
      for (int64_t head = 0; head < rotated_heads; ++head) {
        float* const x = joint[arm] + row * shape.joint_width() + head * shape.head_dimension;
        if (shape.rotary_pairs == RotaryPairs::halves) {
          rotate_head<1>(half, half, cosines, sines, direction, x);
        } else {
          rotate_head<2>(half, 1, cosines, sines, direction, x);
        }
      }
    }
  });
}

}  // namespace

void CpuBackend::rope(int64_t arms, const AttentionShape& shape, const float* angles, ArmTensor joint) const {
  rotate(threads_, arms, shape.rows(), shape, angles, joint, 1.0f,
         [&](int64_t, int64_t row) { return row % shape.length; });
}

void CpuBackend::rope_backward(int64_t arms, const AttentionShape& shape, const float* angles,
                               ArmTensor d_joint) const {
  rotate(threads_, arms, shape.rows(), shape, angles, d_joint, -1.0f,
         [&](int64_t, int64_t row) { return row % shape.length; });
}

void CpuBackend::rope_at(int64_t arms, int64_t rows, const CachedAttentionShape& shape, ArmTokens positions,
                         const float* angles, ArmTensor joint) const {
  rotate(threads_, arms, rows, shape, angles, joint, 1.0f,
         [&](int64_t arm, int64_t row) { return positions[arm][row]; });
}

}  // namespace ablate
