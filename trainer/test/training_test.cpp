#include "training/train.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "shard_file.h"
#include "storage/model_folder.h"
#include "temporary_folder.h"
#include "training/arm_pack.h"

using namespace ablate;
using ablate::test::TemporaryFolder;

namespace {

const std::atomic<int> kNotInterrupted{0};

const ModelShape kShape{.architecture = "llama",
                        .vocabulary = 17,
                        .hidden = 16,
                        .layers = 2,
                        .heads = 4,
                        .key_value_heads = 2,
                        .feed_forward = 24,
                        .context = 8,
                        .rope_theta = 10000,
                        .norm_epsilon = 1e-5,
                        .tied_embeddings = true};

/// A run of `arms` arms over two sources: `rising` counts upwards, `falling` downwards.
TrainConfiguration configuration(const TemporaryFolder& folder, int64_t arms, int64_t steps) {
  std::vector<int32_t> rising;
  for (int32_t i = 0; i < 400; ++i) rising.push_back(i % 17);
  const std::vector<int32_t> falling(rising.rbegin(), rising.rend());
  test::write_shard(folder / "rising", rising);
  test::write_shard(folder / "falling", falling);
  test::write_file(folder / "token-bytes.json", nlohmann::json(std::vector<int>(17, 1)).dump());

  TrainConfiguration run{.device = "cpu",
                         .threads = 2,
                         .model = kShape,
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

/// Runs until the end, or until the event `interrupt_at` of kind "checkpoint" has been written.
Outcome train(const TrainConfiguration& run, int interrupt_at = 0) {
  std::stringstream out;
  std::atomic<int> interrupted{0};
  /// Raises the flag when the line of that checkpoint has been written.
  struct Watch : std::stringbuf {
    int left;
    std::atomic<int>& flag;
    Watch(int count, std::atomic<int>& f) : left(count), flag(f) {}
    int sync() override {
      if (left > 0 && str().find("\"step\":" + std::to_string(left)) != std::string::npos &&
          str().find("checkpoint") != std::string::npos) {
        flag = 1;
      }
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

std::string model_bytes(const TrainConfiguration& run, size_t arm) {
  return test::read_file(run.arms[arm].folder / "model" / "model.safetensors") +
         test::read_file(run.arms[arm].folder / "optimiser.safetensors");
}

}  // namespace

TEST_CASE("training learns, and counts what it was trained on") {
  TemporaryFolder folder;
  const auto run = configuration(folder, 1, 60);
  const Outcome outcome = train(run);
  CHECK(outcome.status == 0);
  const auto steps = outcome.of("step");
  CHECK(steps.back().at("step") == 60);
  // Untrained: every token equally likely. A rising sequence is all but certain once learnt.
  CHECK(steps.front().at("arms")[0].at("loss").get<double>() == doctest::Approx(std::log(17)).epsilon(0.1));
  CHECK(steps.back().at("arms")[0].at("loss").get<double>() < 0.5);
  const auto sources = outcome.of("done").at(0).at("arms")[0].at("sources");
  CHECK(sources[0].at("tokens") == 60 * 6 * 8);
  CHECK(sources[0].at("bytes") == 60 * 6 * 8);
  CHECK(read_model_shape(run.arms[0].folder / "model") == kShape);
}

TEST_CASE("products in bfloat16 give the loss curve of float32, and not its numbers") {
  TemporaryFolder folder;
  TemporaryFolder rounded_folder;
  auto rounded = configuration(rounded_folder, 1, 60);
  rounded.precision = ElementType::bfloat16;
  const auto expected = train(configuration(folder, 1, 60)).of("step");
  const auto steps = train(rounded).of("step");
  REQUIRE(steps.size() == expected.size());
  for (size_t i = 0; i < steps.size(); ++i) {
    const auto loss = steps[i].at("arms")[0].at("loss").get<double>();
    CHECK(loss == doctest::Approx(expected[i].at("arms")[0].at("loss").get<double>()).epsilon(0.02));
    CHECK(loss != expected[i].at("arms")[0].at("loss").get<double>());
  }
}

TEST_CASE("an arm learns in a pack, on two threads, what it learns alone on one, bit for bit") {
  TemporaryFolder packed_folder;
  TemporaryFolder solo_folder;
  // Three arms and two threads: two arms are computed side by side, the third by both threads.
  const auto packed = configuration(packed_folder, 3, 12);
  train(packed);
  for (size_t arm = 0; arm < 3; ++arm) {
    CAPTURE(arm);
    auto solo = configuration(solo_folder, 3, 12);
    solo.arms = {solo.arms[arm]};
    solo.threads = 1;
    train(solo);
    CHECK(model_bytes(solo, 0) == model_bytes(packed, arm));
  }
}

TEST_CASE("a run that was interrupted ends as if it had not been, bit for bit") {
  TemporaryFolder whole_folder;
  TemporaryFolder halves_folder;
  const auto whole = configuration(whole_folder, 2, 100);
  const Outcome expected = train(whole);
  const auto halves = configuration(halves_folder, 2, 100);
  const Outcome first = train(halves, 50);
  CHECK(first.status == 130);
  CHECK(first.of("checkpoint").back().at("step") == 50);
  const Outcome second = train(halves);
  CHECK(second.of("start").at(0).at("step") == 50);
  CHECK(second.of("start").at(0).at("resumed") == true);
  for (size_t arm = 0; arm < 2; ++arm) CHECK(model_bytes(halves, arm) == model_bytes(whole, arm));
  CHECK(second.of("done").at(0).at("arms") == expected.of("done").at(0).at("arms"));
  // The mean loss of a `step` event spans the interruption.
  CHECK(second.of("step").front().at("arms") == expected.of("step")[7].at("arms"));
}

TEST_CASE("an arm that is not finite stops and is reported; the others end as without it") {
  TemporaryFolder folder;
  auto run = configuration(folder, 3, 20);
  // An initial model that gives infinite logits.
  const ParameterLayout layout(kShape);
  const std::vector<float> huge(static_cast<size_t>(layout.size()), std::numeric_limits<float>::max());
  write_model_folder(folder / "huge", kShape, 0, layout.views(huge.data()));
  run.arms[1].initial_model = folder / "huge";
  const Outcome outcome = train(run);
  CHECK(outcome.status == 0);
  REQUIRE(outcome.of("arm_failed").size() == 1);
  CHECK(outcome.of("arm_failed")[0].at("arm") == 1);
  CHECK(outcome.of("arm_failed")[0].at("step") == 1);
  CHECK(outcome.of("step").back().at("arms")[1].at("loss").is_null());
  CHECK(outcome.of("done").at(0).at("arms")[1].at("failed") == true);
  CHECK_FALSE(std::filesystem::exists(run.arms[1].folder / "model"));

  TemporaryFolder other_folder;
  const auto others = configuration(other_folder, 3, 20);
  train(others);
  for (const size_t arm : {0u, 2u}) CHECK(model_bytes(run, arm) == model_bytes(others, arm));
}

TEST_CASE("a second phase starts from the first one's model, with its optimiser where that is given") {
  TemporaryFolder folder;
  const auto first = configuration(folder, 1, 10);
  train(first);
  const OptimiserSettings still{.beta1 = 0.9, .beta2 = 0.95, .epsilon = 1e-8, .weight_decay = 0, .clip = 0};
  const auto backend = create_backend("cpu", 1);
  ArmPack pack(kShape, still, *backend, 1, {.sequences = 1});
  ArmConfiguration next = first.arms[0];
  next.initial_model = first.arms[0].folder / "model";
  next.initial_optimiser = first.arms[0].folder / "optimiser.safetensors";
  pack.start_arm(0, next);
  CHECK(pack.progress()[0].updates == 10);
  std::filesystem::create_directory(folder / "next");
  pack.write_result(0, folder / "next", 0);
  CHECK(test::read_file(folder / "next/model/model.safetensors") ==
        test::read_file(first.arms[0].folder / "model/model.safetensors"));
  CHECK(test::read_file(folder / "next/optimiser.safetensors") ==
        test::read_file(first.arms[0].folder / "optimiser.safetensors"));

  ModelShape other = kShape;
  other.tied_embeddings = false;
  ArmPack wrong(other, still, *backend, 1, {.sequences = 1});
  CHECK_THROWS_AS(wrong.start_arm(0, next), Failure);
}
