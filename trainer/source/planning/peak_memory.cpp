#include "planning/peak_memory.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <vector>

#include "backend/memory_rehearsal.h"
#include "training/arm_pack.h"

namespace ablate {

namespace {

// Pages that Linux maps around one that is read (fault_around_bytes).
constexpr double kBytesAroundRead = 65536;
// Of a token file that is not there yet: its tokens are uint16 with all vocabularies that the engine makes.
constexpr double kBytesPerToken = 2;

/// Memory while an arm is started: its parameters or moments on their way, and the mapped file that they come from.
int64_t starting_memory(const ArmConfiguration& arm, int64_t parameters) {
  const int64_t copy = parameters * static_cast<int64_t>(sizeof(float));
  if (arm.initial_optimiser) return copy + 2 * copy;
  return arm.initial_model ? copy + copy : copy;
}

/// Pages of an arm's token files that are read: sequences lie anywhere in them.
int64_t token_file_memory(const TrainConfiguration& configuration, const ArmConfiguration& arm) {
  double bytes = 0;
  for (const SourceWeight& source : arm.sources) {
    const double sequences = source.weight * static_cast<double>(configuration.steps) *
                             static_cast<double>(configuration.sequences_per_step);
    const double sequence_bytes = static_cast<double>(configuration.model.context + 1) * kBytesPerToken;
    std::filesystem::path file = source.shard;
    file += ".bin";
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(file, error);
    if (error) {
      bytes += sequences * sequence_bytes;
    } else if (size > 0) {
      const auto file_bytes = static_cast<double>(size);
      bytes += file_bytes * -std::expm1(-sequences * (kBytesAroundRead + sequence_bytes) / file_bytes);
    }
  }
  return static_cast<int64_t>(bytes);
}

}  // namespace

int64_t peak_training_memory(const TrainConfiguration& configuration, int64_t arms) {
  const auto rehearsal = create_memory_rehearsal(configuration.device, configuration.threads, configuration.precision);
  ArmPack pack(configuration.model, configuration.optimiser, rehearsal->backend(), arms, step_settings(configuration));
  const std::vector<ArmControl> controls(static_cast<size_t>(arms));
  const std::vector<SequenceStart> starts(static_cast<size_t>(arms * configuration.sequences_per_step));
  pack.step(controls, starts);

  int64_t starting = 0;
  int64_t token_files = 0;
  for (const ArmConfiguration& arm : std::span(configuration.arms).first(static_cast<size_t>(arms))) {
    starting = std::max(starting, starting_memory(arm, pack.layout().size()));
    token_files += token_file_memory(configuration, arm);
  }
  // All arms are started before the first operation asks for scratch memory.
  return rehearsal->buffer_bytes() + std::max(rehearsal->scratch_bytes(), starting) + token_files;
}

}  // namespace ablate
