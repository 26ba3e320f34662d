#include "data/permutation.h"

#include "random/mix_bits.h"

namespace ablate {

namespace {

constexpr int kRounds = 6;

}  // namespace

uint64_t stream_key(uint64_t seed, const std::string& text, uint64_t number) {
  uint64_t key = mix_bits(seed);
  for (const char letter : text) key = mix_bits(key ^ static_cast<unsigned char>(letter));
  return mix_bits(key ^ mix_bits(number));
}

Permutation::Permutation(uint64_t key, int64_t size) : key_(key), size_(static_cast<uint64_t>(size)), half_bits_(1) {
  while (half_bits_ < 32 && (uint64_t{1} << (2 * half_bits_)) < size_) ++half_bits_;
}

uint64_t Permutation::encrypt(uint64_t value) const {
  const uint64_t mask = (uint64_t{1} << half_bits_) - 1;
  uint64_t left = value >> half_bits_;
  uint64_t right = value & mask;
  for (uint64_t round = 0; round < kRounds; ++round) {
    const uint64_t next = left ^ (mix_bits(key_ ^ mix_bits(right ^ (round << 32))) & mask);
    left = right;
    right = next;
  }
  return (left << half_bits_) | right;
}

int64_t Permutation::operator()(int64_t position) const {
  uint64_t value = static_cast<uint64_t>(position);
  do {
    value = encrypt(value);
  } while (value >= size_);
  return static_cast<int64_t>(value);
}

}  // namespace ablate
