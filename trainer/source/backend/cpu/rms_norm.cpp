#include <cmath>

#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/parallel.h"

namespace ablate {

namespace {

float normalise_row(int64_t width, double epsilon, const float* x, const float* weight, float* out) {
  float squares = 0;
#pragma omp simd reduction(+ : squares)
  for (int64_t i = 0; i < width; ++i) squares += x[i] * x[i];
  const auto scale =
      static_cast<float>(1.0 / std::sqrt(static_cast<double>(squares) / static_cast<double>(width) + epsilon));
#pragma omp simd
  for (int64_t i = 0; i < width; ++i) out[i] = x[i] * scale * weight[i];
  return scale;
}

}  // namespace

void CpuBackend::rms_norm(int64_t arms, int64_t rows, int64_t width, double epsilon, ConstArmTensor x,
                          ConstArmTensor weight, ArmTensor out, ArmTensor inverse_rms) const {
  parallel_blocks(threads_, arms, rows, kRowBlock, [&](int64_t arm, Block block) {
    for (int64_t row = block.begin; row < block.end; ++row) {
      inverse_rms[arm][row] = normalise_row(width, epsilon, x[arm] + row * width, weight[arm], out[arm] + row * width);
    }
  });
}

void CpuBackend::add_rms_norm(int64_t arms, int64_t rows, int64_t width, double epsilon, ConstArmTensor residual,
                              ConstArmTensor branch, ArmTensor sum, ConstArmTensor weight, ArmTensor out,
                              ArmTensor inverse_rms) const {
  parallel_blocks(threads_, arms, rows, kRowBlock, [&](int64_t arm, Block block) {
    for (int64_t row = block.begin; row < block.end; ++row) {
      const float* a = residual[arm] + row * width;
      const float* b = branch[arm] + row * width;
      float* x = sum[arm] + row * width;
#pragma omp simd
      for (int64_t i = 0; i < width; ++i) x[i] = a[i] + b[i];
      inverse_rms[arm][row] = normalise_row(width, epsilon, x, weight[arm], out[arm] + row * width);
    }
  });
}

void CpuBackend::rms_norm_backward(int64_t arms, int64_t rows, int64_t width, ConstArmTensor x, ConstArmTensor weight,
                                   ConstArmTensor inverse_rms, ConstArmTensor d_out, ArmTensor d_x, ArmTensor d_weight,
                                   bool accumulate) const {
  // Each block of rows has a sum of its own for d_weight; they are added in order afterwards.
  const int64_t blocks = block_count(rows, kRowBlock);
  float* const partial_sums = operation_scratch(arms * blocks * width);

  parallel_blocks(threads_, arms, rows, kRowBlock, [&](int64_t arm, Block block) {
    float* d_weight_sum = partial_sums + (arm * blocks + block.begin / kRowBlock) * width;
    std::fill_n(d_weight_sum, width, 0.0f);
    const float* w = weight[arm];
    for (int64_t row = block.begin; row < block.end; ++row) {
      const float* in = x[arm] + row * width;
      const float* g = d_out[arm] + row * width;
      float* d_in = d_x[arm] + row * width;
      const float scale = inverse_rms[arm][row];
      float product = 0;
#pragma omp simd reduction(+ : product)
      for (int64_t i = 0; i < width; ++i) {
        const float normal = in[i] * scale;
        product += normal * g[i] * w[i];
        d_weight_sum[i] += g[i] * normal;
      }
      const float mean = product / static_cast<float>(width);
      const float keep = accumulate ? 1.0f : 0.0f;
      if (!accumulate) std::fill_n(d_in, width, 0.0f);
#pragma omp simd
      for (int64_t i = 0; i < width; ++i) d_in[i] = keep * d_in[i] + scale * (g[i] * w[i] - in[i] * scale * mean);
    }
  });
  for (int64_t arm = 0; arm < arms; ++arm) {
    for (int64_t block = 0; block < blocks; ++block) {
      const float* from = partial_sums + (arm * blocks + block) * width;
      float* to = d_weight[arm];
#pragma omp simd
      for (int64_t i = 0; i < width; ++i) to[i] += from[i];
    }
  }
}

}  // namespace ablate
