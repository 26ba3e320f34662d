#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "random/mix_bits.h"
#include "shard_file.h"
#include "temporary_folder.h"
#include "trainer_process.h"

using namespace ablate;
using ablate::test::ProcessLimits;
using ablate::test::TrainerProcess;

namespace {

constexpr int64_t kVocabulary = 4096;
constexpr int64_t kArms = 3;
constexpr int64_t kSteps = 40;
constexpr int64_t kCheckpointEvery = 4;

/// A run of three arms on two threads, whose checkpoints are large beside its steps: 0.3 million parameters an arm.
struct Run {
  test::TemporaryFolder folder;
  nlohmann::json json;

  Run() {
    std::vector<int32_t> tokens;
    for (int32_t i = 0; i < 1000; ++i) tokens.push_back(i * i % kVocabulary);
    test::write_shard(folder / "text", tokens);
    test::write_file(folder / "token-bytes.json", nlohmann::json(std::vector<int>(kVocabulary, 1)).dump());
    json = {{"device", "cpu"},
            {"threads", 2},
            {"model",
             {{"architecture", "llama"},
              {"vocabulary", kVocabulary},
              {"hidden", 64},
              {"layers", 1},
              {"heads", 2},
              {"keyValueHeads", 2},
              {"feedForward", 64},
              {"context", 8},
              {"ropeTheta", 10000},
              {"normEpsilon", 1e-5},
              {"tiedEmbeddings", true}}},
            {"optimiser", {{"beta1", 0.9}, {"beta2", 0.95}, {"epsilon", 1e-8}, {"weightDecay", 0.1}, {"clip", 1}}},
            {"schedule", {{"shape", "cosine"}, {"peak", 0.01}, {"final", 0.001}, {"warmupSteps", 5}}},
            {"steps", kSteps},
            {"sequencesPerStep", 2},
            {"logEvery", 1},
            {"checkpointEvery", kCheckpointEvery},
            {"tokenBytes", (folder / "token-bytes.json").string()},
            {"endOfText", 0},
            {"arms", nlohmann::json::array()}};
    for (int64_t arm = 0; arm < kArms; ++arm) {
      std::filesystem::create_directory(arm_folder(arm));
      json["arms"].push_back({{"name", "arm " + std::to_string(arm)},
                              {"folder", arm_folder(arm).string()},
                              {"seed", arm},
                              {"sources", {{{"name", "text"}, {"shard", (folder / "text").string()}, {"weight", 1}}}}});
    }
  }

  std::filesystem::path arm_folder(int64_t arm) const { return folder / ("arm-" + std::to_string(arm)); }

  std::filesystem::path configuration() const {
    test::write_file(folder / "configuration.json", json.dump());
    return folder / "configuration.json";
  }

  std::filesystem::path output() const { return folder / "events.jsonl"; }

  /// The results of all arms, as bytes.
  std::string results() const {
    std::string bytes;
    for (int64_t arm = 0; arm < kArms; ++arm) {
      for (const char* file : {"model/model.safetensors", "model/config.json", "optimiser.safetensors"}) {
        bytes += test::read_file(arm_folder(arm) / file);
      }
    }
    return bytes;
  }

  /// Whether a checkpoint of some arm is being written.
  bool is_saving() const {
    for (int64_t arm = 0; arm < kArms; ++arm) {
      std::error_code ignored;
      for (const auto& entry : std::filesystem::directory_iterator(arm_folder(arm) / "checkpoints", ignored)) {
        if (entry.path().extension() == ".partial") return true;
      }
    }
    return false;
  }
};

/// The results of a run that nothing disturbed.
const std::string& undisturbed() {
  static const std::string results = [] {
    const Run run;
    TrainerProcess trainer(run.configuration(), run.output());
    REQUIRE(trainer.wait() == 0);
    return run.results();
  }();
  return results;
}

int64_t last_checkpoint(const TrainerProcess& trainer) {
  const auto saved = trainer.events("checkpoint");
  return saved.empty() ? 0 : saved.back().at("step").get<int64_t>();
}

/// Starts the run and checks that it goes on from `step` at least.
void check_resumes_from(const TrainerProcess& trainer, int64_t step) {
  const auto started = trainer.events("start");
  if (!started.empty()) CHECK(started.front().at("step").get<int64_t>() >= step);
}

}  // namespace

TEST_CASE("kill -9 at any moment loses at most one checkpoint interval, and the end is that of an undisturbed run") {
  const Run run;
  const std::filesystem::path configuration = run.configuration();
  constexpr uint64_t kKills = 25;
  int64_t saved = 0;
  for (uint64_t kill = 1; kill <= kKills; ++kill) {
    TrainerProcess trainer(configuration, run.output());
    // Longer and longer, so that a machine at work gets to the end too.
    std::this_thread::sleep_for(std::chrono::microseconds(mix_bits(kill) % (10'000 * kill)));
    trainer.signal(SIGKILL);
    trainer.wait();
    check_resumes_from(trainer, saved);
    saved = std::max(saved, last_checkpoint(trainer));
    if (!trainer.events("done").empty()) break;
  }
  TrainerProcess trainer(configuration, run.output());
  CHECK(trainer.wait() == 0);
  check_resumes_from(trainer, saved);
  CHECK(run.results() == undisturbed());
}

TEST_CASE("kill -9 while a checkpoint is written leaves the one before, and the end is that of an undisturbed run") {
  const Run run;
  const std::filesystem::path configuration = run.configuration();
  int killed_while_saving = 0;
  int64_t saved = 0;
  for (int attempt = 0; attempt < 50 && killed_while_saving < 3; ++attempt) {
    TrainerProcess trainer(configuration, run.output());
    while (trainer.is_running() && (last_checkpoint(trainer) <= saved || !run.is_saving())) {
    }
    trainer.signal(SIGKILL);
    trainer.wait();
    check_resumes_from(trainer, saved);
    saved = std::max(saved, last_checkpoint(trainer));
    if (run.is_saving()) ++killed_while_saving;
    if (saved + 2 * kCheckpointEvery >= kSteps) break;
  }
  CHECK(killed_while_saving > 0);
  TrainerProcess trainer(configuration, run.output());
  CHECK(trainer.wait() == 0);
  check_resumes_from(trainer, saved);
  CHECK(run.results() == undisturbed());
}

TEST_CASE("a full disk is one clear error; the last checkpoint stays, and training goes on from it") {
  const Run run;
  const std::filesystem::path configuration = run.configuration();
  int64_t saved = 0;
  {
    TrainerProcess trainer(configuration, run.output());
    while (trainer.is_running() && last_checkpoint(trainer) == 0) std::this_thread::yield();
    trainer.signal(SIGKILL);
    trainer.wait();
    saved = last_checkpoint(trainer);
    REQUIRE(saved >= kCheckpointEvery);
  }
  {
    TrainerProcess trainer(configuration, run.output(), {.file_bytes = 1 << 20, .memory_bytes = std::nullopt});
    CHECK(trainer.wait() == 1);
    const auto errors = trainer.events("error");
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].at("code") == "storage");
    CHECK(errors[0].at("message").get<std::string>().ends_with("model.safetensors: File too large"));
    CHECK(trainer.events().back() == errors[0]);
    CHECK_FALSE(run.is_saving());
  }
  TrainerProcess trainer(configuration, run.output());
  CHECK(trainer.wait() == 0);
  CHECK(trainer.events("start").at(0).at("step").get<int64_t>() >= saved);
  CHECK(run.results() == undisturbed());
}

TEST_CASE("a second signal ends the process in the middle of a step that takes long") {
  Run run;
  run.json["sequencesPerStep"] = 1 << 15;
  TrainerProcess trainer(run.configuration(), run.output());
  while (trainer.is_running() && trainer.events("start").empty()) std::this_thread::yield();
  // Again and again: two signals that come before the process has seen the first are one.
  while (trainer.is_running()) {
    trainer.signal(SIGTERM);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  CHECK(trainer.wait() == 130);
  CHECK(trainer.events("checkpoint").empty());
}

// Under a sanitizer, addresses are no measure of memory.
#ifndef ABLATE_SANITIZED
TEST_CASE("too little memory is one clear error that says how much was wanted, and leaves no file") {
  Run run;
  run.json["model"]["hidden"] = 4096;
  run.json["model"]["feedForward"] = 8192;
  TrainerProcess trainer(run.configuration(), run.output(), {.file_bytes = std::nullopt, .memory_bytes = 1 << 30});
  CHECK(trainer.wait() == 1);
  const auto errors = trainer.events("error");
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].at("code") == "memory");
  CHECK(errors[0].at("message").get<std::string>().find("bytes") != std::string::npos);
  for (int64_t arm = 0; arm < kArms; ++arm) CHECK(std::filesystem::is_empty(run.arm_folder(arm)));
}
#endif
