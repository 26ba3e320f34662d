#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <vector>

namespace ablate::reference {

using Values = std::vector<double>;

/// ‖x − reference‖ / ‖reference‖.
template <typename Numbers>
double relative_norm(const Numbers& x, const Values& reference) {
  double difference = 0;
  double norm = 0;
  for (size_t i = 0; i < reference.size(); ++i) {
    difference += std::pow(static_cast<double>(x[i]) - reference[i], 2);
    norm += std::pow(reference[i], 2);
  }
  return std::sqrt(difference / norm);
}

/// Normal numbers, rounded to float32 so that both precisions start from the same values.
inline Values random_values(std::mt19937_64& random, int64_t count, double deviation = 1.0, double mean = 0.0) {
  std::normal_distribution<double> normal(mean, deviation);
  Values values(static_cast<size_t>(count));
  for (double& value : values) value = static_cast<double>(static_cast<float>(normal(random)));
  return values;
}

inline double dot(const Values& a, const Values& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// How far `gradient` is from the slope of `function` at x, by central differences along a random direction, relative
/// to the slope.
inline double slope_error(const std::function<double(const Values&)>& function, const Values& x, const Values& gradient,
                          std::mt19937_64& random) {
  constexpr double kStep = 1e-5;
  const Values direction = random_values(random, static_cast<int64_t>(x.size()));
  Values ahead = x;
  Values behind = x;
  for (size_t i = 0; i < x.size(); ++i) {
    ahead[i] += kStep * direction[i];
    behind[i] -= kStep * direction[i];
  }
  const double slope = (function(ahead) - function(behind)) / (2 * kStep);
  return std::abs(slope - dot(gradient, direction)) / std::abs(slope);
}

}  // namespace ablate::reference
