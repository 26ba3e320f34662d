#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/parallel.h"
#include "backend/cpu/vector.h"

namespace ablate {

void CpuBackend::swiglu(int64_t arms, int64_t rows, int64_t width, ConstArmTensor gate_up, ArmTensor out) const {
  parallel_blocks(threads_, arms, rows, kRowBlock, [&](int64_t arm, Block block) {
    for (int64_t row = block.begin; row < block.end; ++row) {
      const float* gate = gate_up[arm] + row * 2 * width;
      const float* up = gate + width;
      float* to = out[arm] + row * width;
#pragma omp simd
      for (int64_t i = 0; i < width; ++i) to[i] = gate[i] / (1.0f + fast_exp(-gate[i])) * up[i];
    }
  });
}

void CpuBackend::swiglu_backward(int64_t arms, int64_t rows, int64_t width, ConstArmTensor gate_up,
                                 ConstArmTensor d_out, ArmTensor d_gate_up) const {
  parallel_blocks(threads_, arms, rows, kRowBlock, [&](int64_t arm, Block block) {
    for (int64_t row = block.begin; row < block.end; ++row) {
      const float* gate = gate_up[arm] + row * 2 * width;
      const float* up = gate + width;
      const float* d = d_out[arm] + row * width;
      float* d_gate = d_gate_up[arm] + row * 2 * width;
      float* d_up = d_gate + width;
#pragma omp simd
      for (int64_t i = 0; i < width; ++i) {
        const float sigmoid = 1.0f / (1.0f + fast_exp(-gate[i]));
        const float activation = gate[i] * sigmoid;
        d_up[i] = d[i] * activation;
        d_gate[i] = d[i] * up[i] * (sigmoid + activation * (1.0f - sigmoid));
      }
    }
  });
}

}  // namespace ablate
