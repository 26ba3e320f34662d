#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "protocol/configuration.h"

namespace ablate {

/// The text of a config.json with which Hugging Face transformers loads a model of this shape in float32:
/// LlamaForCausalLM or CohereForCausalLM. `rope_theta` beside `rope_parameters` is for readers of version 4.
std::string model_configuration_text(const ModelShape& shape, int32_t end_of_text);

/// The shape that a config.json of transformers 4 or 5 declares; what it leaves out is as transformers has it. Throws
/// Failure (model) where the file is missing, damaged, of another architecture, or of a variant that would be computed
/// wrongly: scaled or partial rotary positions, biases, norms of queries and keys, a sliding window, another
/// activation, quantised weights, heads that do not divide the hidden size.
ModelShape read_model_configuration(const std::filesystem::path& file);

}  // namespace ablate
