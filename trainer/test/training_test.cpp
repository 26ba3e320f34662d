#include "training/train.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <optional>

#include "storage/model_folder.h"
#include "temporary_folder.h"
#include "training/arm_pack.h"
#include "training_run.h"

using namespace ablate;
using ablate::test::TemporaryFolder;
using test::kTinyShape;
using test::model_bytes;
using test::Outcome;
using test::tiny_configuration;
using test::train;

TEST_CASE("training learns, and counts what it was trained on") {
  TemporaryFolder folder;
  const auto run = tiny_configuration(folder, 1, 60);
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
  CHECK(read_model_shape(run.arms[0].folder / "model") == kTinyShape);
}

TEST_CASE("products in bfloat16 give the loss curve of float32, and not its numbers") {
  TemporaryFolder folder;
  TemporaryFolder rounded_folder;
  auto rounded = tiny_configuration(rounded_folder, 1, 60);
  rounded.precision = ElementType::bfloat16;
  const auto expected = train(tiny_configuration(folder, 1, 60)).of("step");
  const auto steps = train(rounded).of("step");
  REQUIRE(steps.size() == expected.size());
  for (size_t i = 0; i < steps.size(); ++i) {
    const auto loss = steps[i].at("arms")[0].at("loss").get<double>();
    CHECK(loss == doctest::Approx(expected[i].at("arms")[0].at("loss").get<double>()).epsilon(0.02));
    CHECK(loss != expected[i].at("arms")[0].at("loss").get<double>());
  }
}

TEST_CASE("an arm learns in a pack, on two threads, what it learns alone on one: loss curve and result, bit for bit") {
  TemporaryFolder packed_folder;
  TemporaryFolder solo_folder;
  // Three arms and two threads: two arms are computed side by side, the third by both threads.
  auto packed = tiny_configuration(packed_folder, 3, 12);
  SUBCASE("llama") {}
  SUBCASE("cohere") { packed.model.architecture = "cohere"; }
  const auto packed_steps = train(packed).of("step");
  for (size_t arm = 0; arm < 3; ++arm) {
    CAPTURE(arm);
    auto solo = tiny_configuration(solo_folder, 3, 12);
    solo.model = packed.model;
    solo.arms = {solo.arms[arm]};
    solo.threads = 1;
    const auto solo_steps = train(solo).of("step");
    CHECK(model_bytes(solo, 0) == model_bytes(packed, arm));
    REQUIRE(solo_steps.size() == packed_steps.size());
    for (size_t i = 0; i < solo_steps.size(); ++i) {
      CHECK(solo_steps[i].at("arms")[0] == packed_steps[i].at("arms")[arm]);
    }
  }
}

TEST_CASE("parameters and the order of the data have seeds of their own") {
  TemporaryFolder folder;
  auto run = tiny_configuration(folder, 4, 4);
  run.log_every = 1;
  for (ArmConfiguration& arm : run.arms) arm.sources = run.arms[0].sources;
  const std::array<uint64_t, 4> order = {1, 1, 1, 2};
  const std::array<std::optional<uint64_t>, 4> parameters = {std::nullopt, 1, 2, 1};
  for (size_t arm = 0; arm < 4; ++arm) {
    run.arms[arm].seed = order.at(arm);
    run.arms[arm].initialisation_seed = parameters.at(arm);
  }
  train(run);
  CHECK(model_bytes(run, 1) == model_bytes(run, 0));
  CHECK(model_bytes(run, 2) != model_bytes(run, 0));
  CHECK(model_bytes(run, 3) != model_bytes(run, 0));
  CHECK(model_bytes(run, 3) != model_bytes(run, 2));
}

TEST_CASE("Muon, z-loss, masked documents and parts of a step resume bit for bit, and Muon learns") {
  const auto with_options = [](const TemporaryFolder& folder, ElementType precision) {
    TrainConfiguration run = tiny_configuration(folder, 2, 40);
    run.precision = precision;
    run.optimiser.muon = MuonOptions{.momentum = 0.95};
    run.optimiser.decay_embeddings = false;
    run.sequences_per_part = 4;
    run.z_loss = 1e-3;
    run.document_masking = true;
    return run;
  };
  for (const ElementType precision : {ElementType::bfloat16, ElementType::float32}) {
    TemporaryFolder whole_folder;
    TemporaryFolder parts_folder;
    const auto whole = with_options(whole_folder, precision);
    const Outcome expected = train(whole);
    CHECK(expected.of("step").back().at("arms")[0].at("loss").get<double>() < std::log(17) / 2);
    const auto parts = with_options(parts_folder, precision);
    CHECK(train(parts, 20).status == 130);
    train(parts);
    for (size_t arm = 0; arm < 2; ++arm) CHECK(model_bytes(parts, arm) == model_bytes(whole, arm));
  }
}

TEST_CASE("a phase with AdamW cannot go on from the momentum of Muon, which is no moment") {
  TemporaryFolder folder;
  TrainConfiguration whole = tiny_configuration(folder, 1, 2);
  whole.optimiser.muon = MuonOptions{.momentum = 0.95};
  train(whole);
  ArmConfiguration next = whole.arms[0];
  next.initial_model = next.folder / "model";
  next.initial_optimiser = next.folder / "optimiser.safetensors";
  const auto backend = create_backend("cpu", 1);
  OptimiserSettings adamw = whole.optimiser;
  adamw.muon = std::nullopt;
  ArmPack pack(kTinyShape, adamw, *backend, 1, {.sequences = 1});
  CHECK_THROWS_WITH_AS(pack.start_arm(0, next), doctest::Contains("was written by another optimiser"), Failure);
}

TEST_CASE("an arm that is not finite stops and is reported; the others end as without it") {
  TemporaryFolder folder;
  auto run = tiny_configuration(folder, 3, 20);
  // An initial model whose attention scores overflow: 16 · 1e18 · 1e18 for a query or a key, then their product.
  const ParameterLayout layout(kTinyShape);
  const std::vector<float> huge(static_cast<size_t>(layout.size()), 1e18f);
  write_model_folder(folder / "huge", kTinyShape, 0, layout.views(huge.data()));
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
  const auto others = tiny_configuration(other_folder, 3, 20);
  train(others);
  for (const size_t arm : {0u, 2u}) CHECK(model_bytes(run, arm) == model_bytes(others, arm));
}

TEST_CASE("a run of which all arms fail ends early, says so, and writes no model") {
  TemporaryFolder folder;
  auto run = tiny_configuration(folder, 2, 20);
  const ParameterLayout layout(kTinyShape);
  const std::vector<float> huge(static_cast<size_t>(layout.size()), 1e18f);
  write_model_folder(folder / "huge", kTinyShape, 0, layout.views(huge.data()));
  for (ArmConfiguration& arm : run.arms) arm.initial_model = folder / "huge";
  const Outcome outcome = train(run);
  CHECK(outcome.status == 0);
  CHECK(outcome.of("arm_failed").size() == 2);
  CHECK(outcome.of("done").at(0).at("step") < 20);
  for (size_t arm = 0; arm < 2; ++arm) {
    const nlohmann::json done = outcome.of("done").at(0).at("arms")[arm];
    CHECK(done.at("failed") == true);
    // Of the one step that it took, however late anybody looked.
    CHECK(done.at("sources")[0].at("sequences").get<int64_t>() + done.at("sources")[1].at("sequences").get<int64_t>() ==
          run.sequences_per_step);
    CHECK_FALSE(std::filesystem::exists(run.arms[arm].folder / "model"));
  }
}

TEST_CASE("a second phase starts from the first one's model, with its optimiser where that is given") {
  TemporaryFolder folder;
  const auto first = tiny_configuration(folder, 1, 10);
  train(first);
  const OptimiserSettings still{.beta1 = 0.9, .beta2 = 0.95, .epsilon = 1e-8, .weight_decay = 0, .clip = 0};
  const auto backend = create_backend("cpu", 1);
  ArmPack pack(kTinyShape, still, *backend, 1, {.sequences = 1});
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

  ModelShape other = kTinyShape;
  other.tied_embeddings = false;
  ArmPack wrong(other, still, *backend, 1, {.sequences = 1});
  CHECK_THROWS_AS(wrong.start_arm(0, next), Failure);
}
