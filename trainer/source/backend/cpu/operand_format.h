#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "backend/cpu/vector.h"

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace ablate {

/// The nearest bfloat16 of x, ties to even, as a float32; not-a-number stays so.
inline float round_to_bfloat16(float x) {
  const auto bits = std::bit_cast<uint32_t>(x);
  const uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000;
  return std::bit_cast<float>(x == x ? rounded : bits | 0x00400000);
}

// A format says what the kernels multiply. Operands are made of words of 4 bytes; a word holds `kDepth` neighbours of
// an inner index. Each format has
//   add_product(sum, a, b)              sum + a · b, where b is one word per lane and a the same word in all lanes;
//   round_along(row, words, out)        words of neighbours in memory: `words` · kDepth elements of a row;
//   round_across(rows, count, out)      words of neighbours in different rows: word i of element i of each of the rows.

/// The rows that a word is taken from by round_across; `second` is null where the inner index ends.
struct WordRows {
  const float* first;
  const float* second;
};

/// Float32, as it is.
struct Float32Format {
  using Word = float;
  static constexpr int64_t kDepth = 1;

  static Vector add_product(Vector sum, const Word* a, Vector b) { return sum + *a * b; }
  static Vector load(const Word* b) { return load_vector(b); }
  static void round_along(const float* row, int64_t words, Word* out) {
    std::memcpy(out, row, static_cast<size_t>(words) * sizeof(float));
  }
  static void round_across(WordRows rows, int64_t count, Word* out) { round_along(rows.first, count, out); }
};

#if defined(__AVX512BF16__)

/// Pairs of bfloat16, the even inner index in the lower half, for the instruction vdpbf16ps.
struct BFloat16Format {
  using Word = uint32_t;
  static constexpr int64_t kDepth = 2;

  static Vector add_product(Vector sum, const Word* a, __m512i b) {
    return _mm512_dpbf16_ps(sum, std::bit_cast<__m512bh>(b),
                            std::bit_cast<__m512bh>(_mm512_set1_epi32(static_cast<int>(*a))));
  }
  static __m512i load(const Word* b) { return _mm512_loadu_si512(b); }

  static void round_along(const float* row, int64_t words, Word* out) {
    int64_t word = 0;
    for (; word + 16 <= words; word += 16) {
      const auto rounded = _mm512_cvtne2ps_pbh(_mm512_loadu_ps(row + 2 * word + 16), _mm512_loadu_ps(row + 2 * word));
      _mm512_storeu_si512(out + word, std::bit_cast<__m512i>(rounded));
    }
    if (word == words) return;
    const int64_t rest = 2 * (words - word);
    const __m512 low = _mm512_maskz_loadu_ps(first_lanes(rest), row + 2 * word);
    const __m512 high = _mm512_maskz_loadu_ps(first_lanes(rest - 16), row + 2 * word + 16);
    _mm512_mask_storeu_epi32(out + word, first_lanes(words - word),
                             std::bit_cast<__m512i>(_mm512_cvtne2ps_pbh(high, low)));
  }

  static void round_across(WordRows rows, int64_t count, Word* out) {
    const __m512i order = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6,
                                           21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    for (int64_t i = 0; i < count; i += 16) {
      const __mmask16 lanes = first_lanes(count - i);
      const __m512 even = _mm512_maskz_loadu_ps(lanes, rows.first + i);
      const __m512 odd = rows.second ? _mm512_maskz_loadu_ps(lanes, rows.second + i) : _mm512_setzero_ps();
      const auto rounded = std::bit_cast<__m512i>(_mm512_cvtne2ps_pbh(odd, even));
      _mm512_mask_storeu_epi32(out + i, lanes, _mm512_permutexvar_epi16(order, rounded));
    }
  }

 private:
  static __mmask16 first_lanes(int64_t count) {
    return static_cast<__mmask16>(count >= 16 ? 0xffff : count <= 0 ? 0 : (1 << count) - 1);
  }
};

#else

/// Bfloat16 without instructions for it: rounded, then multiplied as float32.
struct BFloat16Format {
  using Word = float;
  static constexpr int64_t kDepth = 1;

  static Vector add_product(Vector sum, const Word* a, Vector b) { return sum + *a * b; }
  static Vector load(const Word* b) { return load_vector(b); }
  static void round_along(const float* row, int64_t words, Word* out) {
#pragma omp simd
    for (int64_t i = 0; i < words; ++i) out[i] = round_to_bfloat16(row[i]);
  }
  static void round_across(WordRows rows, int64_t count, Word* out) { round_along(rows.first, count, out); }
};

#endif

}  // namespace ablate
