#pragma once

#include <cstdint>

namespace ablate {

/// Mixes 64 bits so that every input bit changes about half of the output bits (the finaliser of SplitMix64, Steele,
/// Lea & Flood 2014): a bijection whose outputs over a counter pass as random.
inline uint64_t mix_bits(uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31);
}

}  // namespace ablate
