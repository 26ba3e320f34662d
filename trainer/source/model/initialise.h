#pragma once

#include <cstdint>

#include "model/parameters.h"

namespace ablate {

/// Fills the parameters of one arm as GPT-2 does (Radford et al. 2019): matrices from normal(0, 0.02), those that write
/// to the residual stream (o_proj, down_proj) from normal(0, 0.02 / sqrt(2 · layers)), norm weights 1. Each number is a
/// function of (seed, parameter name, index) alone.
void initialise_parameters(const ParameterLayout& layout, int64_t layers, uint64_t seed, float* arm);

}  // namespace ablate
