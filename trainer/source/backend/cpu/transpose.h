#pragma once

#include <cstdint>
#include <type_traits>

#include "backend/cpu/vector.h"

namespace ablate {

/// to[i · to_stride + j] = from[j · from_stride + i] for i, j in [0, 16); elements of 4 bytes.
template <typename Word>
void transpose_16x16(const Word* from, int64_t from_stride, Word* to, int64_t to_stride) {
  static_assert(sizeof(Word) == 4);
  // Not `if constexpr`: clang checks the numbers of lanes in the branch that is not taken as well.
#if defined(__AVX512F__)
  // Neighbouring rows are interleaved, then pairs of rows, four and eight: each round doubles the run of elements
  // that lie in a register as in the result.
  Vector a[16];
  Vector b[16];
#pragma GCC unroll 16
  for (int i = 0; i < 16; ++i) a[i] = load_vector(reinterpret_cast<const float*>(from + i * from_stride));
#pragma GCC unroll 8
  for (int i = 0; i < 16; i += 2) {
    b[i] = __builtin_shufflevector(a[i], a[i + 1], 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
    b[i + 1] = __builtin_shufflevector(a[i], a[i + 1], 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 16; i += 4) {
#pragma GCC unroll 2
    for (int h = 0; h < 2; ++h) {
      const Vector x = b[i + h];
      const Vector y = b[i + 2 + h];
      a[i + 2 * h] = __builtin_shufflevector(x, y, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
      a[i + 2 * h + 1] = __builtin_shufflevector(x, y, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
    }
  }
  // Four lanes from 4 · g on of a[4 · q + r] are now column 4 · g + r of the rows from 4 · q on.
  const auto join = [](Vector x, Vector y, auto odd) {
    constexpr int o = decltype(odd)::value * 4;
    return __builtin_shufflevector(x, y, o, o + 1, o + 2, o + 3, o + 8, o + 9, o + 10, o + 11, o + 16, o + 17, o + 18,
                                   o + 19, o + 24, o + 25, o + 26, o + 27);
  };
  constexpr std::integral_constant<int, 0> kEven;
  constexpr std::integral_constant<int, 1> kOdd;
#pragma GCC unroll 4
  for (int r = 0; r < 4; ++r) {
    const auto store = [&](int column, Vector value) {
      store_vector(reinterpret_cast<float*>(to + column * to_stride), value);
    };
    const Vector even_low = join(a[r], a[4 + r], kEven);
    const Vector even_high = join(a[8 + r], a[12 + r], kEven);
    store(r, join(even_low, even_high, kEven));
    store(8 + r, join(even_low, even_high, kOdd));
    const Vector odd_low = join(a[r], a[4 + r], kOdd);
    const Vector odd_high = join(a[8 + r], a[12 + r], kOdd);
    store(4 + r, join(odd_low, odd_high, kEven));
    store(12 + r, join(odd_low, odd_high, kOdd));
  }
#else
  for (int64_t i = 0; i < 16; ++i) {
    for (int64_t j = 0; j < 16; ++j) to[i * to_stride + j] = from[j * from_stride + i];
  }
#endif
}

}  // namespace ablate
