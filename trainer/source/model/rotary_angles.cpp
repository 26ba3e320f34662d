#include "model/rotary_angles.h"

#include <cmath>

namespace ablate {

std::vector<float> rotary_angles(int64_t length, int64_t head_dimension, double theta) {
  std::vector<float> angles(static_cast<size_t>(length * head_dimension));
  const int64_t half = head_dimension / 2;
  for (int64_t position = 0; position < length; ++position) {
    for (int64_t i = 0; i < half; ++i) {
      const double exponent = -2.0 * static_cast<double>(i) / static_cast<double>(head_dimension);
      const double angle = static_cast<double>(position) * std::pow(theta, exponent);
      const auto at = static_cast<size_t>(position * head_dimension + i);
      angles[at] = static_cast<float>(std::cos(angle));
      angles[at + static_cast<size_t>(half)] = static_cast<float>(std::sin(angle));
    }
  }
  return angles;
}

}  // namespace ablate
