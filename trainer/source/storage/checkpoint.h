#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/checkpoint_state.h"
#include "storage/optimiser_file.h"
#include "storage/safetensors.h"

namespace ablate {

/// What an arm needs to go on after `step` steps. The views carry the parameters' names and shapes.
struct CheckpointContent {
  int64_t step = 0;
  int64_t updates = 0;  ///< of AdamW; differs from `step` where an earlier phase's optimiser was carried on
  std::span<const TensorView> parameters;
  std::span<const TensorView> first_moments;
  std::span<const TensorView> second_moments;
  CheckpointState state;
};

/// Writes `arm_folder`/checkpoints/<step>/ with model.safetensors, optimiser.safetensors, state.json and their XXH64 in
/// checksums.xxh64, which `xxhsum --check` understands. It appears whole and on disk, or not at all. Throws Failure
/// (storage) where it cannot be written (disk full); the checkpoints before it are then still there.
void save_checkpoint(const std::filesystem::path& arm_folder, const CheckpointContent& content);

/// Removes all but the last two checkpoints of an arm up to `step`, and those of later steps. Done when every arm of a
/// pack has its checkpoint of `step`, it leaves the pack two common steps whenever the process dies.
void remove_old_checkpoints(const std::filesystem::path& arm_folder, int64_t step);

/// The newest step of which every arm has an intact checkpoint (files there, checksums right); none: start from zero.
/// Each damaged checkpoint that is passed over gives a line in `skipped`, for people.
std::optional<int64_t> newest_common_step(std::span<const std::filesystem::path> arm_folders,
                                          std::vector<std::string>& skipped);

/// An intact checkpoint opened for reading.
struct Checkpoint {
  SafetensorsFile parameters;
  OptimiserFile optimiser;
  CheckpointState state;
};

/// Throws Failure (storage) where the checkpoint is missing or damaged.
Checkpoint load_checkpoint(const std::filesystem::path& arm_folder, int64_t step);

}  // namespace ablate
