#pragma once

#include <cmath>
#include <limits>

#include "backend/cpu/vector.h"

namespace ablate {

/// The largest element; −infinity of none.
inline float row_maximum(int64_t count, const float* row) {
  float largest = -std::numeric_limits<float>::infinity();
#pragma omp simd reduction(max : largest)
  for (int64_t i = 0; i < count; ++i) largest = row[i] > largest ? row[i] : largest;
  return largest;
}

/// Replaces x by e^(scale · x − offset) and returns the sum.
inline float exponentiate_row(int64_t count, float scale, float offset, float* row) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < count; ++i) {
    row[i] = fast_exp(scale * row[i] - offset);
    sum += row[i];
  }
  return sum;
}

}  // namespace ablate
