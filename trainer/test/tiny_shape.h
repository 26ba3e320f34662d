#pragma once

#include "protocol/configuration.h"

namespace ablate::test {

/// A model small enough to be trained in a test.
inline const ModelShape kTinyShape{.architecture = "llama",
                                   .vocabulary = 17,
                                   .hidden = 16,
                                   .layers = 2,
                                   .heads = 4,
                                   .key_value_heads = 2,
                                   .feed_forward = 24,
                                   .context = 8,
                                   .rope_theta = 10000,
                                   .norm_epsilon = 1e-5,
                                   .tied_embeddings = true};

}  // namespace ablate::test
