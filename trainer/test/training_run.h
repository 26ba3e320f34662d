#pragma once

#include <atomic>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "shard_file.h"
#include "temporary_folder.h"
#include "tiny_shape.h"
#include "training/train.h"

namespace ablate::test {

/// A run of `arms` arms over two sources: `rising` counts upwards, `falling` downwards.
inline TrainConfiguration tiny_configuration(const TemporaryFolder& folder, int64_t arms, int64_t steps) {
  std::vector<int32_t> rising;
  for (int32_t i = 0; i < 400; ++i) rising.push_back(i % 17);
  const std::vector<int32_t> falling(rising.rbegin(), rising.rend());
  write_shard(folder / "rising", rising);
  write_shard(folder / "falling", falling);
  write_file(folder / "token-bytes.json", nlohmann::json(std::vector<int>(17, 1)).dump());

  TrainConfiguration run{.device = "cpu",
                         .threads = 2,
                         .model = kTinyShape,
                         .optimiser = {.beta1 = 0.9, .beta2 = 0.95, .epsilon = 1e-8, .weight_decay = 0.1, .clip = 1},
                         .schedule = {ScheduleShape::cosine, 0.01, 0.001, 5},
                         .steps = steps,
                         .sequences_per_step = 6,
                         .log_every = 7,
                         .checkpoint_every = 10,
                         .token_bytes = folder / "token-bytes.json",
                         .end_of_text = 0,
                         .arms = {}};
  for (int64_t arm = 0; arm < arms; ++arm) {
    const double share = 0.5 * static_cast<double>(arm % 3);
    const std::string name = "arm-" + std::to_string(arm);
    std::filesystem::create_directory(folder / name);
    run.arms.push_back({.name = name,
                        .folder = folder / name,
                        .seed = static_cast<uint64_t>(arm),
                        .sources = {{"rising", folder / "rising", 1 - share}, {"falling", folder / "falling", share}},
                        .initial_model = std::nullopt,
                        .initial_optimiser = std::nullopt});
  }
  return run;
}

/// How a run of `train` ended, and its events.
struct Outcome {
  int status;
  std::vector<nlohmann::json> events;

  std::vector<nlohmann::json> of(const std::string& kind) const {
    std::vector<nlohmann::json> found;
    for (const auto& event : events) {
      if (event.at("event") == kind) found.push_back(event);
    }
    return found;
  }
};

/// Runs until the end, or as if interrupted when the checkpoint of step `interrupt_at` has been written.
inline Outcome train(const TrainConfiguration& run, int64_t interrupt_at = 0) {
  std::atomic<int> interrupted{0};
  /// Raises the flag when the line of that checkpoint has been written.
  struct Watch : std::stringbuf {
    int64_t step;
    std::atomic<int>& flag;
    Watch(int64_t at, std::atomic<int>& f) : step(at), flag(f) {}
    int sync() override {
      const std::string line = R"({"event":"checkpoint","step":)" + std::to_string(step) + "}";
      if (str().find(line) != std::string::npos) flag = 1;
      return 0;
    }
  } buffer(interrupt_at, interrupted);
  std::ostream stream(&buffer);
  Events events(stream);
  Outcome outcome{run_train(run, events, interrupted), {}};
  std::istringstream lines(buffer.str());
  for (std::string line; std::getline(lines, line);) outcome.events.push_back(nlohmann::json::parse(line));
  return outcome;
}

/// The result of an arm, as bytes.
inline std::string model_bytes(const TrainConfiguration& run, size_t arm) {
  return read_file(run.arms[arm].folder / "model" / "model.safetensors") +
         read_file(run.arms[arm].folder / "optimiser.safetensors");
}

}  // namespace ablate::test
