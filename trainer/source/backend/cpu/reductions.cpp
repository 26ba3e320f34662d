#include <cmath>
#include <cstring>
#include <vector>

#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/parallel.h"

namespace ablate {

namespace {

constexpr int64_t kElements = 16384;

/// Adds Σ term(x) to the `total` of each arm.
template <typename Term>
void reduce(int threads, int64_t arms, int64_t count, ConstArmTensor x, Arms<ArmProgress> progress,
            double ArmProgress::*total, const Term& term) {
  const int64_t blocks = block_count(count, kElements);
  std::vector<double> partial_sums(static_cast<size_t>(arms * blocks));
  parallel_blocks(threads, arms, count, kElements, [&](int64_t arm, Block block) {
    const float* from = x[arm];
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = block.begin; i < block.end; ++i) sum += term(static_cast<double>(from[i]));
    partial_sums[static_cast<size_t>(arm * blocks + block.begin / kElements)] = sum;
  });
  for (int64_t arm = 0; arm < arms; ++arm) {
    double sum = 0;
    for (int64_t block = 0; block < blocks; ++block) sum += partial_sums[static_cast<size_t>(arm * blocks + block)];
    progress[arm]->*total += sum;
  }
}

}  // namespace

void CpuBackend::add_losses(int64_t arms, int64_t count, ConstArmTensor losses, Arms<ArmProgress> progress) const {
  reduce(threads_, arms, count, losses, progress, &ArmProgress::loss_total, [](double value) { return value; });
}

void CpuBackend::add_squared_norm(int64_t arms, int64_t count, ConstArmTensor gradient,
                                  Arms<ArmProgress> progress) const {
  reduce(threads_, arms, count, gradient, progress, &ArmProgress::squared_norm,
         [](double value) { return value * value; });
}

void CpuBackend::begin_step(int64_t arms, Arms<ArmProgress> progress) const {
  for (int64_t arm = 0; arm < arms; ++arm) {
    progress[arm]->loss_total = 0;
    progress[arm]->squared_norm = 0;
  }
}

void CpuBackend::conclude_gradient(int64_t arms, int64_t tokens, Arms<const ArmControl> controls,
                                   Arms<ArmProgress> progress) const {
  for (int64_t arm = 0; arm < arms; ++arm) {
    ArmProgress& state = *progress[arm];
    if (state.failed != 0) continue;
    state.loss = state.loss_total / static_cast<double>(tokens);
    state.gradient_norm = std::sqrt(state.squared_norm);
    ++state.steps;
    if (!std::isfinite(state.loss) || !std::isfinite(state.gradient_norm)) {
      state.failed = 1;
      continue;
    }
    const double clip = controls[arm]->clip;
    state.gradient_scale = clip > 0 && state.gradient_norm > clip ? clip / state.gradient_norm : 1.0;
    state.reported_loss_sum += state.loss;
    ++state.reported_loss_steps;
    ++state.updates;
  }
}

void CpuBackend::fill_zero(int64_t arms, int64_t count, ArmTensor x) const {
  parallel_blocks(threads_, arms, count, kElements, [&](int64_t arm, Block block) {
    std::memset(x[arm] + block.begin, 0, static_cast<size_t>(block.size()) * sizeof(float));
  });
}

}  // namespace ablate
