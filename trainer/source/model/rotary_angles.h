#pragma once

#include <cstdint>
#include <vector>

namespace ablate {

/// Cosines and sines of position · theta^(−2i/D): [length, D], as Backend::rope wants them.
std::vector<float> rotary_angles(int64_t length, int64_t head_dimension, double theta);

}  // namespace ablate
