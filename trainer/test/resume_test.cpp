#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "failure_message.h"
#include "model/parameters.h"
#include "storage/optimiser_file.h"
#include "training_run.h"

using namespace ablate;
using test::kTinyShape;
using test::model_bytes;
using test::Outcome;
using test::TemporaryFolder;
using test::tiny_configuration;
using test::train;

namespace {

constexpr int64_t kSteps = 100;

/// A second phase of `arms` arms, which carries on the optimiser of a first one of 10 steps.
TrainConfiguration second_phase(const TemporaryFolder& folder, int64_t arms) {
  std::filesystem::create_directory(folder / "first");
  const TemporaryFolder first_folder;
  const TrainConfiguration first = tiny_configuration(first_folder, arms, 10);
  train(first);
  TrainConfiguration run = tiny_configuration(folder, arms, kSteps);
  for (size_t arm = 0; arm < run.arms.size(); ++arm) {
    const std::filesystem::path kept = folder / "first" / run.arms[arm].name;
    std::filesystem::copy(first.arms[arm].folder, kept, std::filesystem::copy_options::recursive);
    run.arms[arm].initial_model = kept / "model";
    run.arms[arm].initial_optimiser = kept / "optimiser.safetensors";
  }
  return run;
}

/// Makes the first update of an arm so large that its second step is not finite.
void spoil_optimiser(const ArmConfiguration& arm) {
  const ParameterLayout layout(kTinyShape);
  const std::vector<float> first(static_cast<size_t>(layout.size()), 1e30f);
  const std::vector<float> second(first.size(), 0.0f);
  write_optimiser_file(*arm.initial_optimiser, layout.views(first.data()), layout.views(second.data()), 10);
}

/// Runs `whole` at once and `halves` with an interruption after 50 steps, and compares all that they leave and report.
void check_halves_equal_whole(TrainConfiguration whole, TrainConfiguration halves) {
  whole.checkpoint_every = halves.checkpoint_every = 50;
  const Outcome expected = train(whole);
  const Outcome first = train(halves, 50);
  CHECK(first.status == 130);
  CHECK(first.of("checkpoint").back().at("step") == 50);
  const Outcome second = train(halves);
  CHECK(second.of("start").at(0).at("step") == 50);
  CHECK(second.of("start").at(0).at("resumed") == true);

  for (size_t arm = 0; arm < whole.arms.size(); ++arm) CHECK(model_bytes(halves, arm) == model_bytes(whole, arm));
  CHECK(second.of("done").at(0).at("arms") == expected.of("done").at(0).at("arms"));
  std::vector<nlohmann::json> steps = first.of("step");
  for (const nlohmann::json& step : second.of("step")) steps.push_back(step);
  const std::vector<nlohmann::json> expected_steps = expected.of("step");
  REQUIRE(steps.size() == expected_steps.size());
  for (size_t i = 0; i < steps.size(); ++i) {
    CHECK(steps[i].at("step") == expected_steps[i].at("step"));
    // The mean loss of the event after the interruption spans it.
    CHECK(steps[i].at("arms") == expected_steps[i].at("arms"));
  }
}

}  // namespace

TEST_CASE("50 and 50 steps are 100, bit for bit: parameters, moments, curves and counts") {
  for (const auto& [arms, threads] : {std::pair{1, 1}, std::pair{1, 2}, std::pair{3, 2}}) {
    const std::string sizes = std::to_string(arms) + " arms, " + std::to_string(threads) + " threads";
    CAPTURE(sizes);
    const TemporaryFolder whole_folder;
    const TemporaryFolder halves_folder;
    TrainConfiguration whole = tiny_configuration(whole_folder, arms, kSteps);
    TrainConfiguration halves = tiny_configuration(halves_folder, arms, kSteps);
    whole.threads = halves.threads = threads;
    check_halves_equal_whole(whole, halves);
  }
}

TEST_CASE("50 and 50 steps are 100 with a carried optimiser and an arm that fails") {
  const TemporaryFolder whole_folder;
  const TemporaryFolder halves_folder;
  const TrainConfiguration whole = second_phase(whole_folder, 3);
  const TrainConfiguration halves = second_phase(halves_folder, 3);
  spoil_optimiser(whole.arms[1]);
  spoil_optimiser(halves.arms[1]);
  check_halves_equal_whole(whole, halves);
  CHECK_FALSE(std::filesystem::exists(whole.arms[1].folder / "model"));
  CHECK(std::filesystem::exists(whole.arms[2].folder / "model"));
}

TEST_CASE("a checkpoint beyond the end of the run is refused, with what to do about it") {
  const TemporaryFolder folder;
  TrainConfiguration run = tiny_configuration(folder, 1, kSteps);
  train(run, 50);
  run.steps = 40;
  CHECK(test::failure_message([&] { train(run); }) ==
        "steps is 40, but " + run.arms[0].folder.string() +
            " has a checkpoint of step 50; delete its checkpoints to start from the beginning");
}
