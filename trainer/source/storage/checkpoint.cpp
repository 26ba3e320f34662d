#include "storage/checkpoint.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <set>
#include <string>

#include "storage/atomic_file.h"
#include "storage/checksum.h"

namespace ablate {

namespace {

constexpr size_t kKeptCheckpoints = 2;
const char* const kParametersName = "model.safetensors";
const char* const kOptimiserName = "optimiser.safetensors";
const char* const kStateName = "state.json";

std::filesystem::path checkpoints_folder(const std::filesystem::path& arm_folder) { return arm_folder / "checkpoints"; }

std::filesystem::path checkpoint_folder(const std::filesystem::path& arm_folder, int64_t step) {
  return checkpoints_folder(arm_folder) / std::to_string(step);
}

/// The steps of the checkpoint folders of an arm, newest first; other names are none of ours.
std::set<int64_t, std::greater<>> checkpoint_steps(const std::filesystem::path& arm_folder) {
  std::set<int64_t, std::greater<>> steps;
  std::error_code error;
  for (const auto& folder : std::filesystem::directory_iterator(checkpoints_folder(arm_folder), error)) {
    const std::string name = folder.path().filename().string();
    int64_t step = 0;
    const auto [end, parse_error] = std::from_chars(name.data(), name.data() + name.size(), step);
    if (parse_error == std::errc() && end == name.data() + name.size() && step >= 0) steps.insert(step);
  }
  return steps;
}

/// The content of state.json if the checkpoint is intact. Throws Failure (storage) where it is not.
nlohmann::json read_intact_state(const std::filesystem::path& folder) {
  std::ifstream stream(folder / kStateName, std::ios::binary);
  const auto json = nlohmann::json::parse(stream, nullptr, /*allow_exceptions=*/false);
  const bool readable = json.is_object() && json.contains("checksums") && json.contains("state");
  if (!readable) throw Failure(FailureKind::storage, "checkpoint " + folder.string() + " has no readable state.json");
  for (const char* name : {kParametersName, kOptimiserName}) {
    const auto& checksums = json["checksums"];
    if (!checksums.is_object() || !checksums.contains(name) || checksums[name] != file_checksum(folder / name)) {
      throw Failure(FailureKind::storage, "checkpoint " + folder.string() + " is damaged: the checksum of " + name +
                                              " is not the one in state.json");
    }
  }
  return json["state"];
}

}  // namespace

void save_checkpoint(const std::filesystem::path& arm_folder, const CheckpointContent& content) {
  const auto folder = checkpoint_folder(arm_folder, content.step);
  const auto partial = make_partial_folder(folder);
  try {
    write_safetensors(partial / kParametersName, content.parameters);
    write_optimiser_file(partial / kOptimiserName, content.first_moments, content.second_moments, content.updates);
    const nlohmann::ordered_json state = {{"step", content.step},
                                          {"checksums",
                                           {{kParametersName, file_checksum(partial / kParametersName)},
                                            {kOptimiserName, file_checksum(partial / kOptimiserName)}}},
                                          {"state", content.state}};
    AtomicFile out(partial / kStateName);
    out.write(state.dump());
    out.commit();
    commit_partial_folder(folder);
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove_all(partial, ignored);
    throw;
  }
  size_t newer = 0;
  for (const int64_t step : checkpoint_steps(arm_folder)) {
    // Those of later steps are left from before damage made the run start from an older one.
    if (step > content.step || ++newer > kKeptCheckpoints) remove_folder(checkpoint_folder(arm_folder, step));
  }
}

std::optional<int64_t> newest_common_step(std::span<const std::filesystem::path> arm_folders,
                                          std::vector<std::string>& skipped) {
  if (arm_folders.empty()) return std::nullopt;
  for (const int64_t step : checkpoint_steps(arm_folders.front())) {
    const bool everywhere = std::all_of(arm_folders.begin(), arm_folders.end(), [&](const auto& arm_folder) {
      return checkpoint_steps(arm_folder).contains(step);
    });
    if (!everywhere) continue;
    try {
      for (const auto& arm_folder : arm_folders) read_intact_state(checkpoint_folder(arm_folder, step));
      return step;
    } catch (const Failure& failure) {
      skipped.push_back(std::string(failure.what()) + "; the one before is taken");
    }
  }
  return std::nullopt;
}

Checkpoint load_checkpoint(const std::filesystem::path& arm_folder, int64_t step) {
  const auto folder = checkpoint_folder(arm_folder, step);
  nlohmann::json state = read_intact_state(folder);
  return {SafetensorsFile(folder / kParametersName), OptimiserFile(folder / kOptimiserName), std::move(state)};
}

}  // namespace ablate
