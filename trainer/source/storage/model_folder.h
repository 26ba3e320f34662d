#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "protocol/configuration.h"
#include "storage/safetensors.h"

namespace ablate {

/// Writes a model folder that Hugging Face transformers loads: config.json (LlamaForCausalLM, float32) and
/// model.safetensors. The folder is replaced as a whole. Throws Failure (storage) where it cannot be written.
void write_model_folder(const std::filesystem::path& folder, const ModelShape& shape, int32_t end_of_text,
                        std::span<const TensorView> parameters);

/// The shape in a model folder's config.json. Throws Failure (model) where it is missing, damaged or of another
/// architecture, a variant of llama that would be computed wrongly included.
ModelShape read_model_shape(const std::filesystem::path& folder);

/// The parameters of a model folder.
SafetensorsFile open_model_parameters(const std::filesystem::path& folder);

}  // namespace ablate
