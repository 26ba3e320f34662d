#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/parallel.h"

namespace ablate {

namespace {

constexpr int64_t kElements = 16384;
constexpr int kNewtonSchulzSteps = 5;
constexpr float kLinear = 3.4445f;
constexpr float kCubic = -4.7750f;
constexpr float kQuintic = 2.0315f;
constexpr double kSmallestNorm = 1e-7;
constexpr double kUpdateScale = 0.2;

}  // namespace

void CpuBackend::muon(int64_t arms, int64_t rows, int64_t columns, const MuonSettings& settings,
                      Arms<const ArmControl> controls, Arms<const ArmProgress> progress, ConstArmTensor gradient,
                      ArmTensor momentum, ArmTensor parameters, ArmTensor work) const {
  const int64_t count = rows * columns;
  const int64_t side = std::min(rows, columns);
  const int64_t blocks = block_count(count, kElements);
  const auto mass = static_cast<float>(settings.momentum);
  for (int64_t arm = 0; arm < arms; ++arm) {
    const ArmProgress& state = *progress[arm];
    if (state.failed != 0) continue;
    ArmTensor direction = work.from(arm);
    ArmTensor next = direction.at(count);
    const ArmTensor gram = next.at(count);
    const ArmTensor square = gram.at(side * side);

    const auto scale = static_cast<float>(state.gradient_scale);
    std::vector<double> squares(static_cast<size_t>(blocks));
    parallel_blocks(threads_, 1, count, kElements, [&](int64_t, Block block) {
      const float* g = gradient[arm];
      float* m = momentum[arm];
      float* u = direction[0];
      double sum = 0;
#pragma omp simd reduction(+ : sum)
      for (int64_t i = block.begin; i < block.end; ++i) {
        const float slope = g[i] * scale;
        m[i] = mass * m[i] + slope;
        u[i] = slope + mass * m[i];
        sum += static_cast<double>(u[i]) * static_cast<double>(u[i]);
      }
      squares[static_cast<size_t>(block.begin / kElements)] = sum;
    });
    double squared_norm = 0;
    for (const double sum : squares) squared_norm += sum;
    const auto shrink = static_cast<float>(1 / (std::sqrt(squared_norm) + kSmallestNorm));
    parallel_blocks(threads_, 1, count, kElements, [&](int64_t, Block block) {
      float* u = direction[0];
#pragma omp simd
      for (int64_t i = block.begin; i < block.end; ++i) u[i] *= shrink;
    });

    for (int step = 0; step < kNewtonSchulzSteps; ++step) {
      // The Gram matrix of the shorter side.
      if (rows > columns) {
        fill_zero(1, side * side, gram);
        matmul_backward_weight(1, rows, columns, columns, direction, direction, gram);
      } else {
        matmul(1, rows, columns, rows, direction, direction, gram);
      }
      matmul(1, side, side, side, gram, gram, square);
      parallel_blocks(threads_, 1, side * side, kElements, [&](int64_t, Block block) {
        float* a = gram[0];
        const float* aa = square[0];
#pragma omp simd
        for (int64_t i = block.begin; i < block.end; ++i) a[i] = kCubic * a[i] + kQuintic * aa[i];
      });
      if (rows > columns) {
        matmul(1, rows, columns, columns, direction, gram, next);
      } else {
        matmul_backward_input(1, rows, columns, rows, gram, direction, next);
      }
      parallel_blocks(threads_, 1, count, kElements, [&](int64_t, Block block) {
        const float* x = direction[0];
        float* y = next[0];
#pragma omp simd
        for (int64_t i = block.begin; i < block.end; ++i) y[i] += kLinear * x[i];
      });
      std::swap(direction, next);
    }

    const double rate = controls[arm]->rate;
    const auto keep = static_cast<float>(1 - rate * settings.weight_decay);
    const auto stride =
        static_cast<float>(rate * kUpdateScale * std::sqrt(static_cast<double>(std::max(rows, columns))));
    parallel_blocks(threads_, 1, count, kElements, [&](int64_t, Block block) {
      const float* o = direction[0];
      float* x = parameters[arm];
#pragma omp simd
      for (int64_t i = block.begin; i < block.end; ++i) x[i] = keep * x[i] - stride * o[i];
    });
  }
}

}  // namespace ablate
