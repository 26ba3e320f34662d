#include "model/initialise.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>

#include "random/mix_bits.h"

namespace ablate {

namespace {

/// FNV-1a, 64 bits.
uint64_t hash_name(std::string_view name) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char letter : name) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
  return hash;
}

/// In (0, 1).
double uniform(uint64_t key, uint64_t counter) {
  return (static_cast<double>(mix_bits(key ^ mix_bits(counter)) >> 11) + 0.5) * 0x1p-53;
}

/// Normal numbers by pairs (Box & Muller 1958).
void fill_normal(uint64_t key, double deviation, int64_t count, float* out) {
  for (int64_t i = 0; i < count; i += 2) {
    const double radius = deviation * std::sqrt(-2 * std::log(uniform(key, static_cast<uint64_t>(i))));
    const double angle = 2 * std::numbers::pi * uniform(key, static_cast<uint64_t>(i) + 1);
    out[i] = static_cast<float>(radius * std::cos(angle));
    if (i + 1 < count) out[i + 1] = static_cast<float>(radius * std::sin(angle));
  }
}

}  // namespace

void initialise_parameters(const ParameterLayout& layout, int64_t layers, uint64_t seed, float* arm) {
  constexpr double kDeviation = 0.02;
  for (const Parameter& parameter : layout.parameters()) {
    float* const values = arm + parameter.offset;
    if (parameter.shape.size() == 1) {
      std::fill_n(values, parameter.size, 1.0f);
      continue;
    }
    const bool writes_residual =
        parameter.name.ends_with("o_proj.weight") || parameter.name.ends_with("down_proj.weight");
    const double deviation = writes_residual ? kDeviation / std::sqrt(2.0 * static_cast<double>(layers)) : kDeviation;
    fill_normal(mix_bits(seed) ^ hash_name(parameter.name), deviation, parameter.size, values);
  }
}

}  // namespace ablate
