#include "storage/checkpoint.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <iterator>
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
const char* const kChecksumsName = "checksums.xxh64";

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

[[noreturn]] void fail(const std::filesystem::path& folder, const std::string& complaint) {
  throw Failure(FailureKind::storage, "checkpoint " + folder.string() + " is damaged: " + complaint);
}

std::string read_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string checksum_line(const std::string& checksum, const std::string& name) {
  return checksum + "  " + name + "\n";
}

/// The state of a checkpoint if all of its files are as they were written. Throws Failure (storage) where one is not.
CheckpointState read_intact_state(const std::filesystem::path& folder, int64_t step) {
  std::string lines = read_text(folder / kChecksumsName);
  for (const char* name : {kParametersName, kOptimiserName, kStateName}) {
    const std::string line = checksum_line(file_checksum(folder / name), name);
    if (!lines.starts_with(line)) {
      fail(folder, std::string("the checksum of ") + name + " is not the one in " + kChecksumsName);
    }
    lines.erase(0, line.size());
  }
  if (!lines.empty()) fail(folder, std::string(kChecksumsName) + " has more than the lines it was written with");
  return parse_checkpoint_state(read_text(folder / kStateName), step, "checkpoint " + folder.string() + " is damaged");
}

}  // namespace

void save_checkpoint(const std::filesystem::path& arm_folder, const CheckpointContent& content) {
  const auto folder = checkpoint_folder(arm_folder, content.step);
  const auto partial = make_partial_folder(folder);
  try {
    const std::string parameters = write_safetensors(partial / kParametersName, content.parameters);
    const std::string optimiser =
        write_optimiser_file(partial / kOptimiserName, content.first_moments, content.second_moments, content.updates);
    AtomicFile state(partial / kStateName);
    state.write(checkpoint_state_text(content.step, content.state));
    const std::string state_checksum = state.commit();
    AtomicFile checksums(partial / kChecksumsName);
    checksums.write(checksum_line(parameters, kParametersName) + checksum_line(optimiser, kOptimiserName) +
                    checksum_line(state_checksum, kStateName));
    checksums.commit();
    commit_partial_folder(folder);
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove_all(partial, ignored);
    throw;
  }
}

void remove_old_checkpoints(const std::filesystem::path& arm_folder, int64_t step) {
  size_t kept = 0;
  for (const int64_t saved : checkpoint_steps(arm_folder)) {
    // Those of later steps are left from before damage made the run start from an older one.
    if (saved > step || ++kept > kKeptCheckpoints) remove_folder(checkpoint_folder(arm_folder, saved));
  }
}

std::optional<int64_t> newest_common_step(std::span<const std::filesystem::path> arm_folders,
                                          std::vector<std::string>& skipped) {
  std::optional<int64_t> newest;
  const std::set<int64_t, std::greater<>> candidates =
      arm_folders.empty() ? std::set<int64_t, std::greater<>>() : checkpoint_steps(arm_folders.front());
  const size_t known = skipped.size();
  for (const int64_t step : candidates) {
    const bool everywhere = std::all_of(arm_folders.begin(), arm_folders.end(), [&](const auto& arm_folder) {
      return checkpoint_steps(arm_folder).contains(step);
    });
    if (!everywhere) continue;
    try {
      for (const auto& arm_folder : arm_folders) read_intact_state(checkpoint_folder(arm_folder, step), step);
      newest = step;
      break;
    } catch (const Failure& failure) {
      skipped.emplace_back(failure.what());
    }
  }
  for (size_t i = known; i < skipped.size(); ++i) {
    skipped[i] += newest ? "; the one before is taken" : "; training starts from the beginning";
  }
  return newest;
}

Checkpoint load_checkpoint(const std::filesystem::path& arm_folder, int64_t step) {
  const auto folder = checkpoint_folder(arm_folder, step);
  CheckpointState state = read_intact_state(folder, step);
  return {SafetensorsFile(folder / kParametersName), OptimiserFile(folder / kOptimiserName), std::move(state)};
}

}  // namespace ablate
