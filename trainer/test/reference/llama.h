#pragma once

#include "protocol/configuration.h"
#include "reference/parameter_values.h"

namespace ablate::reference {

/// Loss and gradient of a llama model. The parameters lie as ParameterLayout says; tokens and targets are
/// [sequences · length].
LossAndGradient llama(const ModelShape& shape, const Values& parameters, int64_t sequences, const Tokens& tokens,
                      const Tokens& targets);

}  // namespace ablate::reference
