#pragma once

#include "protocol/configuration.h"
#include "reference/parameter_values.h"

namespace ablate::reference {

/// Loss and gradient of a cohere model: attention and feed-forward side by side, both of LayerNorm of the residual
/// stream, rotary positions of neighbouring pairs, logits times `logit_scale`. Otherwise as `llama`.
LossAndGradient cohere(const ModelShape& shape, const Values& parameters, int64_t sequences, const Tokens& tokens,
                       const Tokens& targets);

}  // namespace ablate::reference
