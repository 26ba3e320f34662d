#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace ablate {

/// The value of a bfloat16 (the upper half of a float32) by its bits.
inline float widen_bfloat16(uint16_t bits) { return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16); }

/// The value of an IEEE 754 binary16 by its bits; every one is a float32 too.
inline float widen_float16(uint16_t bits) {
  const float sign = (bits & 0x8000) != 0 ? -1.0f : 1.0f;
  const int exponent = bits >> 10 & 0x1f;
  const int fraction = bits & 0x3ff;
  if (exponent == 0x1f) {
    return fraction == 0 ? sign * std::numeric_limits<float>::infinity() : std::numeric_limits<float>::quiet_NaN();
  }
  // Below 2^-14 there is no hidden bit.
  const int significand = exponent == 0 ? fraction : fraction + 0x400;
  return sign * std::ldexp(static_cast<float>(significand), (exponent == 0 ? 1 : exponent) - 25);
}

}  // namespace ablate
