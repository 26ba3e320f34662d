#include "storage/model_folder.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "protocol/failure.h"
#include "storage/atomic_file.h"
#include "storage/model_configuration.h"

namespace ablate {

namespace {

const char* const kConfigurationName = "config.json";
const char* const kParametersName = "model.safetensors";
const char* const kIndexName = "model.safetensors.index.json";

/// Tensor to file name, as the index of a model in several files has it.
std::map<std::string, std::string> read_index(const std::filesystem::path& file) {
  const auto fail = [&](const std::string& complaint) { throw Failure(FailureKind::model, file.string() + complaint); };
  std::ifstream stream(file, std::ios::binary);
  const auto json = nlohmann::json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("weight_map") || !json["weight_map"].is_object()) {
    fail(" is not an index of safetensors files");
  }
  std::map<std::string, std::string> files;
  for (const auto& [tensor, name] : json["weight_map"].items()) {
    // Only a file of the same folder: an index from elsewhere must not name others.
    if (!name.is_string() || std::filesystem::path(name.get<std::string>()).filename() != name.get<std::string>()) {
      fail(" places " + tensor + " in something that is no file beside it");
    }
    files.emplace(tensor, name.get<std::string>());
  }
  return files;
}

}  // namespace

void write_model_folder(const std::filesystem::path& folder, const ModelShape& shape, int32_t end_of_text,
                        std::span<const TensorView> parameters) {
  const auto partial = make_partial_folder(folder);
  try {
    write_safetensors(partial / kParametersName, parameters);
    AtomicFile configuration(partial / kConfigurationName);
    configuration.write(model_configuration_text(shape, end_of_text));
    configuration.commit();
    commit_partial_folder(folder);
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove_all(partial, ignored);
    throw;
  }
}

ModelShape read_model_shape(const std::filesystem::path& folder) {
  return read_model_configuration(folder / kConfigurationName);
}

ModelParameters::ModelParameters(const std::filesystem::path& folder) : folder_(folder) {
  if (!std::filesystem::exists(folder / kIndexName) || std::filesystem::exists(folder / kParametersName)) {
    files_.emplace_back(folder / kParametersName);
    for (const std::string& name : files_.front().names()) file_of_.emplace(name, 0);
    return;
  }
  std::map<std::string, size_t> opened;
  for (const auto& [tensor, name] : read_index(folder / kIndexName)) {
    const auto [file, is_new] = opened.emplace(name, files_.size());
    if (is_new) files_.emplace_back(folder / name);
    if (!files_[file->second].has(tensor)) {
      throw Failure(FailureKind::model, (folder / name).string() + " has no tensor " + tensor +
                                            ", which model.safetensors.index.json places there");
    }
    file_of_.emplace(tensor, file->second);
  }
}

std::vector<std::string> ModelParameters::names() const {
  std::vector<std::string> names;
  for (const auto& [name, file] : file_of_) names.push_back(name);
  return names;
}

void ModelParameters::copy(const std::string& name, std::span<const int64_t> shape,
                           std::span<float> destination) const {
  const auto found = file_of_.find(name);
  if (found == file_of_.end()) {
    throw Failure(FailureKind::model, "the model in " + folder_.string() + " has no tensor " + name);
  }
  files_[found->second].copy(name, shape, destination);
}

}  // namespace ablate
