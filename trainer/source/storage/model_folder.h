#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "protocol/configuration.h"
#include "storage/safetensors.h"

namespace ablate {

/// Writes a model folder that Hugging Face transformers loads: config.json and model.safetensors, in float32. The
/// folder is replaced as a whole. Throws Failure (storage) where it cannot be written.
void write_model_folder(const std::filesystem::path& folder, const ModelShape& shape, int32_t end_of_text,
                        std::span<const TensorView> parameters);

/// The shape in a model folder's config.json; see read_model_configuration.
ModelShape read_model_shape(const std::filesystem::path& folder);

/// The parameters of a model folder that we or Hugging Face transformers wrote: model.safetensors, or several such
/// files that model.safetensors.index.json names.
class ModelParameters {
 public:
  /// Throws Failure (model) where a file is missing or damaged.
  explicit ModelParameters(const std::filesystem::path& folder);

  std::vector<std::string> names() const;
  /// Copies a tensor out, as float32. Throws Failure (model) where it is missing or has another shape.
  void copy(const std::string& name, std::span<const int64_t> shape, std::span<float> destination) const;

 private:
  std::filesystem::path folder_;
  std::vector<SafetensorsFile> files_;
  std::map<std::string, size_t> file_of_;  ///< tensor to index into `files_`
};

}  // namespace ablate
