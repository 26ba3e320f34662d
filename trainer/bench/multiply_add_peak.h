#pragma once

#include <omp.h>

#include <algorithm>
#include <ctime>

#include "backend/cpu/operand_format.h"
#include "tensor/element_type.h"

namespace ablate::bench {

/// Processor seconds of the calling thread: what others run on the machine counts less than in seconds of the clock.
inline double thread_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// Floating-point operations a second of one thread that multiplies and adds in registers only, in words of `Format`.
template <typename Format>
double multiply_add_rate() {
  constexpr int kSums = kVectorWidth == 16 ? 24 : 12;
  constexpr int64_t kRounds = 4'000'000;
  const typename Format::Word one{};
  alignas(64) const typename Format::Word row[kVectorWidth] = {};
  Vector sums[kSums] = {};
  const auto right = Format::load(row);
  const double begin = thread_seconds();
  for (int64_t round = 0; round < kRounds; ++round) {
#pragma GCC unroll 24
    for (int i = 0; i < kSums; ++i) {
      sums[i] = Format::add_product(sums[i], &one, right);
      // The compiler must take each sum for another.
      asm volatile("" : "+v"(sums[i]));
    }
  }
  const double seconds = thread_seconds() - begin;
  return 2.0 * Format::kDepth * kVectorWidth * kSums * static_cast<double>(kRounds) / seconds;
}

/// The same of `threads` threads that do so at the same time, summed: the peak that products can be compared with.
inline double multiply_add_peak(ElementType type, int threads) {
  double sum = 0;
#pragma omp parallel num_threads(threads) reduction(+ : sum)
  {
    for (int attempt = 0; attempt < 3; ++attempt) {
      const double rate =
          type == ElementType::bfloat16 ? multiply_add_rate<BFloat16Format>() : multiply_add_rate<Float32Format>();
      sum = std::max(sum, rate);
    }
  }
  return sum;
}

}  // namespace ablate::bench
