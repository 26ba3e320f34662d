#include "planning/measure_training.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "random/mix_bits.h"
#include "storage/atomic_file.h"
#include "storage/write_in_parallel.h"
#include "training/arm_pack.h"

namespace ablate {

namespace {

// Tokens of an arm's step that are measured at most, sequences that they are drawn from, and how long to go on.
constexpr int64_t kStepTokens = 4096;
constexpr int64_t kSequences = 64;
constexpr double kSeconds = 1;
constexpr int64_t kMostSteps = 1000;
// The first steps take their memory for the first time; where one is longer than this, no other is worth waiting for.
constexpr double kLongStep = 5;

using Clock = std::chrono::steady_clock;

template <typename Work>
double seconds_of(const Work& work) {
  const Clock::time_point start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Token ids as good as random.
std::vector<int32_t> random_tokens(int64_t count, int64_t vocabulary) {
  std::vector<int32_t> tokens(static_cast<size_t>(count));
  for (size_t i = 0; i < tokens.size(); ++i) {
    tokens[i] = static_cast<int32_t>(mix_bits(i) % static_cast<uint64_t>(vocabulary));
  }
  return tokens;
}

/// The times of a pack of the first `arms` arms with so many sequences in a step.
MeasuredTimes times_of_pack(const TrainConfiguration& configuration, int64_t arms, int64_t sequences,
                            const std::filesystem::path& folder) {
  const int64_t context = configuration.model.context;
  const std::unique_ptr<Backend> backend =
      create_backend(configuration.device, configuration.threads, configuration.precision);
  StepSettings settings = step_settings(configuration);
  settings.sequences = sequences;
  settings.sequences_per_part = std::min(settings.sequences_per_part, sequences);
  ArmPack pack(configuration.model, configuration.optimiser, *backend, arms, settings);
  const std::vector<int32_t> tokens = random_tokens(kSequences * (context + 1), configuration.model.vocabulary);
  const DeviceBuffer resident = backend->make_resident(std::as_bytes(std::span(tokens)));
  std::vector<SequenceStart> starts;
  for (int64_t i = 0; i < arms * sequences; ++i) {
    starts.push_back({resident.data(), i % kSequences * (context + 1), static_cast<int64_t>(sizeof(int32_t))});
  }
  // A rate of zero: however long it goes on, no arm diverges and is left out.
  const std::vector<ArmControl> controls(static_cast<size_t>(arms), {0, configuration.optimiser.clip});

  MeasuredTimes times;
  times.start_seconds = seconds_of([&] {
    for (int64_t arm = 0; arm < arms; ++arm) {
      ArmConfiguration configured = configuration.arms[static_cast<size_t>(arm)];
      configured.initial_model.reset();
      configured.initial_optimiser.reset();
      pack.start_arm(arm, configured);
    }
  });
  const auto step = [&] {
    pack.step(controls, starts);
    pack.progress();  // waits until the device is done
  };
  times.step_seconds = seconds_of(step);
  if (times.step_seconds < kLongStep) {
    double seconds = 0;
    int64_t steps = 0;
    for (; seconds < kSeconds && steps < kMostSteps; ++steps) seconds += seconds_of(step);
    times.step_seconds = seconds / static_cast<double>(steps);
  }
  const auto arm_folder = [&](int64_t arm) { return folder / ("arm-" + std::to_string(arm)); };
  times.checkpoint_seconds = seconds_of([&] {
    write_in_parallel(configuration.threads, arms,
                      [&](int64_t arm) { pack.save(arm, arm_folder(arm), 1, std::vector<SourceCount>{}); });
  });
  for (int64_t arm = 0; arm < arms; ++arm) remove_folder(arm_folder(arm));
  return times;
}

}  // namespace

MeasuredTimes measure_training(const TrainConfiguration& configuration, const std::filesystem::path& folder) {
  const auto arms = static_cast<int64_t>(configuration.arms.size());
  const int64_t threads = configuration.threads;
  const int64_t sequences =
      std::clamp<int64_t>(kStepTokens / configuration.model.context, 1, configuration.sequences_per_step);
  // Arms that are computed side by side take their time round by round; those that are left over, theirs together.
  const int64_t measured_arms = arms <= threads ? arms : threads + arms % threads;
  MeasuredTimes times = times_of_pack(configuration, measured_arms, sequences, folder);
  if (measured_arms < arms) {
    const MeasuredTimes round =
        measured_arms == threads ? times : times_of_pack(configuration, threads, sequences, folder);
    const auto more_rounds = static_cast<double>((arms - measured_arms) / threads);
    times.start_seconds += more_rounds * round.start_seconds;
    times.step_seconds += more_rounds * round.step_seconds;
    times.checkpoint_seconds += more_rounds * round.checkpoint_seconds;
  }
  times.step_seconds *= static_cast<double>(configuration.sequences_per_step) / static_cast<double>(sequences);
  return times;
}

}  // namespace ablate
