#pragma once

#include <cstdint>
#include <string>

namespace ablate {

/// A keyed permutation of 0 … size − 1 that needs no memory: a Feistel network over the next even power of two, walked
/// along its cycle until it lands inside (Black & Rogaway, "Ciphers with arbitrary finite domains", 2002).
class Permutation {
 public:
  /// `size` is at least 1.
  Permutation(uint64_t key, int64_t size);

  /// The image of `position`, which is in 0 … size − 1.
  int64_t operator()(int64_t position) const;

 private:
  uint64_t encrypt(uint64_t value) const;

  uint64_t key_;
  uint64_t size_;
  int half_bits_;
};

/// A key for (seed, text, number): for drawing independent streams by name.
uint64_t stream_key(uint64_t seed, const std::string& text, uint64_t number);

}  // namespace ablate
