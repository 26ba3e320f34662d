#pragma once

#include "model/parameters.h"
#include "protocol/configuration.h"
#include "reference/operations.h"

namespace ablate::reference {

/// The mean loss of a llama model, in float64, and its gradient with respect to every parameter. The parameters lie as
/// ParameterLayout says; tokens and targets are [sequences · length].
struct LossAndGradient {
  double loss;
  Values gradient;
};
LossAndGradient llama(const ModelShape& shape, const Values& parameters, int64_t sequences, const Tokens& tokens,
                      const Tokens& targets);

}  // namespace ablate::reference
