#pragma once

#include <bit>
#include <cstdint>

namespace ablate {

/// Floats in a vector register of the machine that this is compiled for.
#if defined(__AVX512F__)
inline constexpr int64_t kVectorWidth = 16;
#elif defined(__AVX__)
inline constexpr int64_t kVectorWidth = 8;
#else
inline constexpr int64_t kVectorWidth = 4;
#endif

/// A vector register (GCC and Clang vector extension), and the same at any address.
typedef float Vector __attribute__((vector_size(kVectorWidth * sizeof(float))));
typedef float UnalignedVector __attribute__((vector_size(kVectorWidth * sizeof(float)), aligned(4), may_alias));

inline Vector load_vector(const float* address) { return *reinterpret_cast<const UnalignedVector*>(address); }
inline void store_vector(float* address, Vector value) { *reinterpret_cast<UnalignedVector*>(address) = value; }

/// e^x with a relative error below 2e-7, in a form that compilers vectorise. Below −87 it gives e^−87 (1.6e-38), above
/// 88 e^88; not-a-number stays so. Cody & Waite's reduction x = n·ln 2 + r, then a polynomial (Cephes expf, S.
/// Moshier).
inline float fast_exp(float x) {
  constexpr float kRoundToInteger = 12582912.0f;  // 1.5 · 2^23: adding it rounds to an integer, kept in the lowest bits
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  const float shifted = x * 1.44269504088896341f + kRoundToInteger;
  const float n = shifted - kRoundToInteger;
  float r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  return p * std::bit_cast<float>((std::bit_cast<uint32_t>(shifted) + 127) << 23);
}

}  // namespace ablate
