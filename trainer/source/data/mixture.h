#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ablate {

/// Interleaves sources so that after n draws each has had weight · n draws, to within one: Tijdeman's solution of the
/// chairman assignment problem (Discrete Mathematics 32, 1980), whose error stays below 1 − 1/(2K − 2) for K sources.
/// Weights are kept as integers over 2^30, so the order is the same on every machine.
class Mixture {
 public:
  /// Weights are at least 0 and sum to 1 (to within 1e-6). A source of weight 0 is never drawn.
  explicit Mixture(std::span<const double> weights);

  /// The source of the next sequence.
  size_t next();

 private:
  std::vector<int64_t> weights_;  ///< over 2^30
  std::vector<int64_t> owed_;     ///< weight · n − draws, over 2^30
  int64_t drawable_ = 0;          ///< sources of weight above 0
};

}  // namespace ablate
