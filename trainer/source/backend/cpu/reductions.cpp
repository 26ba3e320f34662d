#include <cstring>
#include <vector>

#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/parallel.h"

namespace ablate {

namespace {

constexpr int64_t kElements = 16384;

template <typename Term>
void reduce(int threads, int64_t arms, int64_t count, ConstArmTensor x, std::span<double> results, const Term& term) {
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
    results[static_cast<size_t>(arm)] = sum;
  }
}

}  // namespace

void CpuBackend::sum(int64_t arms, int64_t count, ConstArmTensor x, std::span<double> results) const {
  reduce(threads_, arms, count, x, results, [](double value) { return value; });
}

void CpuBackend::squared_norm(int64_t arms, int64_t count, ConstArmTensor x, std::span<double> results) const {
  reduce(threads_, arms, count, x, results, [](double value) { return value * value; });
}

void CpuBackend::fill_zero(int64_t arms, int64_t count, ArmTensor x) const {
  parallel_blocks(threads_, arms, count, kElements, [&](int64_t arm, Block block) {
    std::memset(x[arm] + block.begin, 0, static_cast<size_t>(block.size()) * sizeof(float));
  });
}

}  // namespace ablate
