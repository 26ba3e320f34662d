#include <cmath>

#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/parallel.h"

namespace ablate {

namespace {

void normalise_row(int64_t width, double epsilon, double scale, const float* x, const float* weight, float* out,
                   float* moments) {
  float total = 0;
#pragma omp simd reduction(+ : total)
  for (int64_t i = 0; i < width; ++i) total += x[i];
  const float mean = total / static_cast<float>(width);
  // A second pass over the row, which is in the cache, loses nothing where the mean is far from 0.
  float squares = 0;
#pragma omp simd reduction(+ : squares)
  for (int64_t i = 0; i < width; ++i) squares += (x[i] - mean) * (x[i] - mean);
  const auto inverse_deviation =
      static_cast<float>(1.0 / std::sqrt(static_cast<double>(squares) / static_cast<double>(width) + epsilon));
  const float factor = inverse_deviation * static_cast<float>(scale);
#pragma omp simd
  for (int64_t i = 0; i < width; ++i) out[i] = (x[i] - mean) * factor * weight[i];
  moments[0] = mean;
  moments[1] = inverse_deviation;
}

}  // namespace

void CpuBackend::layer_norm(int64_t arms, int64_t rows, int64_t width, double epsilon, double scale, ConstArmTensor x,
                            ConstArmTensor weight, ArmTensor out, ArmTensor moments) const {
  parallel_blocks(threads_, arms, rows, kRowBlock, [&](int64_t arm, Block block) {
    for (int64_t row = block.begin; row < block.end; ++row) {
      normalise_row(width, epsilon, scale, x[arm] + row * width, weight[arm], out[arm] + row * width,
                    moments[arm] + 2 * row);
    }
  });
}

void CpuBackend::add_layer_norm(int64_t arms, int64_t rows, int64_t width, double epsilon, double scale,
                                ConstArmTensor residual, ConstArmTensor first, ConstArmTensor second, ArmTensor sum,
                                ConstArmTensor weight, ArmTensor out, ArmTensor moments) const {
  parallel_blocks(threads_, arms, rows, kRowBlock, [&](int64_t arm, Block block) {
    for (int64_t row = block.begin; row < block.end; ++row) {
      const float* a = residual[arm] + row * width;
      const float* b = first[arm] + row * width;
      const float* c = second[arm] + row * width;
      float* x = sum[arm] + row * width;
#pragma omp simd
      for (int64_t i = 0; i < width; ++i) x[i] = a[i] + (b[i] + c[i]);
      normalise_row(width, epsilon, scale, x, weight[arm], out[arm] + row * width, moments[arm] + 2 * row);
    }
  });
}

void CpuBackend::layer_norm_backward(int64_t arms, int64_t rows, int64_t width, double scale, ConstArmTensor x,
                                     ConstArmTensor weight, ConstArmTensor moments, ConstArmTensor first,
                                     ConstArmTensor second, ArmTensor d_x, ArmTensor d_weight, bool accumulate) const {
  // Each block of rows has a sum of its own for d_weight; they are added in order afterwards.
  const int64_t blocks = block_count(rows, kRowBlock);
  float* const partial_sums = operation_scratch(arms * blocks * width);
  const auto factor = static_cast<float>(scale);

  parallel_blocks_with_scratch(threads_, arms, rows, kRowBlock, width, [&](int64_t arm, Block block, float* d) {
    float* const d_weight_sum = partial_sums + (arm * blocks + block.begin / kRowBlock) * width;
    std::fill_n(d_weight_sum, width, 0.0f);
    const float* w = weight[arm];
    for (int64_t row = block.begin; row < block.end; ++row) {
      const float* in = x[arm] + row * width;
      const float* by_first = first[arm] + row * width;
      float* d_in = d_x[arm] + row * width;
      const float mean = moments[arm][2 * row];
      const float inverse_deviation = moments[arm][2 * row + 1];
      if (second.data() == nullptr) {
#pragma omp simd
        for (int64_t i = 0; i < width; ++i) d[i] = factor * by_first[i];
      } else {
        const float* by_second = second[arm] + row * width;
#pragma omp simd
        for (int64_t i = 0; i < width; ++i) d[i] = factor * (by_first[i] + by_second[i]);
      }
      float total = 0;
      float product = 0;
#pragma omp simd reduction(+ : total, product)
      for (int64_t i = 0; i < width; ++i) {
        const float normal = (in[i] - mean) * inverse_deviation;
        total += d[i] * w[i];
        product += d[i] * w[i] * normal;
        d_weight_sum[i] += d[i] * normal;
      }
      const float mean_gradient = total / static_cast<float>(width);
      const float mean_product = product / static_cast<float>(width);
      const float keep = accumulate ? 1.0f : 0.0f;
      if (!accumulate) std::fill_n(d_in, width, 0.0f);
#pragma omp simd
      for (int64_t i = 0; i < width; ++i) {
        const float normal = (in[i] - mean) * inverse_deviation;
        d_in[i] = keep * d_in[i] + inverse_deviation * (d[i] * w[i] - mean_gradient - normal * mean_product);
      }
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
