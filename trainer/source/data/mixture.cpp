#include "data/mixture.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ablate {

namespace {

constexpr int64_t kWhole = int64_t{1} << 30;

/// Integers over `kWhole` that sum to it, nearest to the weights; the rounding goes to the largest weight.
std::vector<int64_t> to_integers(std::span<const double> weights) {
  std::vector<int64_t> integers;
  for (const double weight : weights) {
    integers.push_back(std::llround(weight * static_cast<double>(kWhole)));
  }
  const int64_t sum = std::accumulate(integers.begin(), integers.end(), int64_t{0});
  *std::max_element(integers.begin(), integers.end()) += kWhole - sum;
  return integers;
}

}  // namespace

Mixture::Mixture(std::span<const double> weights)
    : weights_(to_integers(weights)),
      owed_(weights.size(), 0),
      drawable_(std::count_if(weights_.begin(), weights_.end(), [](int64_t weight) { return weight > 0; })) {}

size_t Mixture::next() {
  for (size_t source = 0; source < weights_.size(); ++source) owed_[source] += weights_[source];
  // Tijdeman: among the sources that are owed enough, the one whose deadline (bound − owed) / weight is the nearest.
  const int64_t slack = drawable_ > 1 ? kWhole / (2 * drawable_ - 2) : 0;
  size_t chosen = weights_.size();
  for (size_t source = 0; source < weights_.size(); ++source) {
    if (weights_[source] == 0 || owed_[source] < slack) continue;
    if (chosen == weights_.size()) {
      chosen = source;
      continue;
    }
    const int64_t time_left = kWhole - slack - owed_[source];
    const int64_t chosen_time_left = kWhole - slack - owed_[chosen];
    if (time_left * weights_[chosen] < chosen_time_left * weights_[source]) chosen = source;
  }
  owed_[chosen] -= kWhole;
  return chosen;
}

}  // namespace ablate
