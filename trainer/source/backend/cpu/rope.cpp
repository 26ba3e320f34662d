#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/parallel.h"

namespace ablate {

namespace {

/// Rotates by the angles times `direction`, 1 or −1.
void rotate(int threads, int64_t arms, const AttentionShape& shape, const float* angles, ArmTensor joint,
            float direction) {
  const int64_t half = shape.head_dimension / 2;
  const int64_t rotated_heads = shape.query_heads + shape.key_value_heads;
  parallel_blocks(threads, arms, shape.rows(), kRowBlock, [&](int64_t arm, Block block) {
    for (int64_t row = block.begin; row < block.end; ++row) {
      const float* cosines = angles + row % shape.length * shape.head_dimension;
      const float* sines = cosines + half;
      for (int64_t head = 0; head < rotated_heads; ++head) {
        float* first = joint[arm] + row * shape.joint_width() + head * shape.head_dimension;
        float* second = first + half;
#pragma omp simd
        for (int64_t i = 0; i < half; ++i) {
          const float a = first[i];
          const float b = second[i];
          const float sine = direction * sines[i];
          first[i] = a * cosines[i] - b * sine;
          second[i] = b * cosines[i] + a * sine;
        }
      }
    }
  });
}

}  // namespace

void CpuBackend::rope(int64_t arms, const AttentionShape& shape, const float* angles, ArmTensor joint) const {
  rotate(threads_, arms, shape, angles, joint, 1.0f);
}

void CpuBackend::rope_backward(int64_t arms, const AttentionShape& shape, const float* angles,
                               ArmTensor d_joint) const {
  rotate(threads_, arms, shape, angles, d_joint, -1.0f);
}

}  // namespace ablate
