#include "protocol/configuration.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "failure_message.h"
#include "temporary_folder.h"

using namespace ablate;

namespace {

const std::filesystem::path recorded = ABLATE_RECORDED_PROTOCOL;

/// The complaint about the recorded train configuration after a change to it.
template <typename Change>
std::string complaint_after(Change change) {
  auto json = nlohmann::json::parse(test::read_file(recorded / "train-configuration.json"));
  change(json);
  return test::failure_message([&] { parse_train_configuration(json.dump(), "test"); });
}

}  // namespace

TEST_CASE("the recorded train configuration is understood in full") {
  const TrainConfiguration configuration = read_train_configuration(recorded / "train-configuration.json");
  CHECK(configuration.device == "cpu");
  CHECK(configuration.threads == 2);
  CHECK(configuration.model == ModelShape{"llama", 4096, 128, 4, 4, 2, 352, 128, 10000, 1e-5, true});
  CHECK(configuration.optimiser.beta2 == 0.95);
  CHECK(configuration.optimiser.weight_decay == 0.1);
  CHECK(configuration.precision == ElementType::bfloat16);
  CHECK(configuration.optimiser.decay_embeddings == false);
  CHECK(configuration.optimiser.muon->momentum == 0.95);
  CHECK(configuration.schedule.shape == ScheduleShape::warmup_stable_decay);
  CHECK(configuration.schedule.decay.steps == 80);
  CHECK(configuration.schedule.decay.shape == DecayShape::square_root);
  CHECK(configuration.schedule.final_rate == 0.0003);
  CHECK(configuration.schedule.warmup_steps == 20);
  CHECK(configuration.steps == 400);
  CHECK(configuration.sequences_per_step == 16);
  CHECK(configuration.sequences_per_part == 8);
  CHECK(configuration.z_loss == 1e-4);
  CHECK(configuration.document_masking);
  CHECK(configuration.log_every == 4);
  CHECK(configuration.checkpoint_every == 40);
  CHECK(configuration.token_bytes == "/work/stages/tokenizer-1/token-bytes.json");
  REQUIRE(configuration.arms.size() == 2);
  CHECK(configuration.arms[0].sources[1].name == "code");
  CHECK(configuration.arms[0].sources[1].weight == 0.25);
  CHECK_FALSE(configuration.arms[0].initial_model.has_value());
  CHECK_FALSE(configuration.arms[0].schedule.has_value());
  CHECK(configuration.arms[0].initialisation_seed == 7);
  CHECK_FALSE(configuration.arms[1].initialisation_seed.has_value());
  CHECK(configuration.arms[1].schedule->peak == 0.001);
  CHECK(configuration.arms[1].clip == 0.5);
  CHECK(configuration.arms[1].seed == 4294967297U);
  CHECK(configuration.arms[1].initial_model == "/work/stages/train-3/model");
  CHECK(configuration.arms[1].initial_optimiser == "/work/stages/train-3/optimiser.safetensors");
}

TEST_CASE("the recorded generate configuration is understood in full") {
  const GenerateConfiguration configuration = read_generate_configuration(recorded / "generate-configuration.json");
  CHECK(configuration.models == std::vector<std::filesystem::path>{"/work/stages/train-1/model"});
  CHECK(configuration.requests == "/work/generate-1/requests.jsonl");
  CHECK(configuration.results == "/work/generate-1/results.jsonl");
  CHECK(configuration.token_strings == "/work/generate-1/token-strings.json");
  REQUIRE(configuration.sampling.has_value());
  CHECK(configuration.sampling->temperature == 0.8);
  CHECK(configuration.sampling->top_k == 50);
  CHECK(configuration.sampling->top_p == 0.95);
  CHECK(configuration.sampling->seed == 7);

  auto json = nlohmann::json::parse(test::read_file(recorded / "generate-configuration.json"));
  json["sampling"]["topP"] = 1.5;
  CHECK(test::failure_message([&] { parse_generate_configuration(json.dump(), "test"); }) ==
        "sampling.topP must be at most 1");
  json.erase("sampling");
  CHECK_FALSE(parse_generate_configuration(json.dump(), "test").sampling.has_value());
}

TEST_CASE("the recorded score configuration is understood in full") {
  const ScoreConfiguration configuration = read_score_configuration(recorded / "score-configuration.json");
  REQUIRE(configuration.models.size() == 2);
  CHECK(configuration.models[1] == "/work/stages/train-2/model");
  CHECK(configuration.requests == "/work/evaluate-1/requests.jsonl");
  CHECK(configuration.results == "/work/evaluate-1/results.jsonl");
}

TEST_CASE("a wrong configuration is refused with the path of the field") {
  using nlohmann::json;
  CHECK(complaint_after([](json&) {}).empty());
  CHECK(complaint_after([](json& c) { c.erase("steps"); }) == "steps is missing");
  CHECK(complaint_after([](json& c) { c["step"] = 1; }) == "step is not a field of the protocol");
  CHECK(complaint_after([](json& c) { c["model"]["bias"] = true; }) == "model.bias is not a field of the protocol");
  CHECK(complaint_after([](json& c) { c["model"] = 3; }) == "model must be an object");
  CHECK(complaint_after([](json& c) { c["model"]["heads"] = 3; }) == "model.hidden must be a multiple of heads");
  CHECK(complaint_after([](json& c) { c["model"]["architecture"] = "gpt2"; }) ==
        "model.architecture must be \"llama\" or \"cohere\"");
  CHECK(complaint_after([](json& c) { c["model"]["logitScale"] = 0.0625; }) ==
        "model.logitScale must be 1: the llama architecture has no other");
  CHECK(complaint_after([](json& c) {
          c["model"].update({{"architecture", "cohere"}, {"logitScale", 0.0625}});
        }).empty());
  CHECK(complaint_after([](json& c) { c["model"]["layers"] = 1 << 24; }) ==
        "model.layers must be an integer from 1 to 4096");
  CHECK(complaint_after([](json& c) { c["steps"] = 1.5; }) == "steps must be an integer from 1 to 9007199254740992");
  CHECK(complaint_after([](json& c) { c["steps"] = -4; }) == "steps must be an integer from 1 to 9007199254740992");
  CHECK(complaint_after([](json& c) { c["optimiser"]["beta1"] = "0.9"; }) ==
        "optimiser.beta1 must be a number from 0.0 to 1.0");
  CHECK(complaint_after([](json& c) { c["precision"] = "float16"; }) ==
        "precision must be \"float32\" or \"bfloat16\"");
  CHECK(complaint_after([](json& c) { c["schedule"]["shape"] = "step"; }) ==
        "schedule.shape must be \"constant\", \"linear\", \"cosine\" or \"wsd\"");
  CHECK(complaint_after([](json& c) { c["schedule"]["decay"]["steps"] = 390; }) ==
        "schedule.decay must leave room for the warm-up: 20 and 390 steps are more than the run's 400");
  CHECK(complaint_after([](json& c) { c["schedule"]["shape"] = "cosine"; }) ==
        "schedule.decay is not a field of the protocol");
  CHECK(complaint_after([](json& c) { c["sequencesPerPart"] = 17; }) ==
        "sequencesPerPart must be an integer from 1 to 16");
  CHECK(complaint_after([](json& c) { c["optimiser"]["muon"]["momentum"] = 1; }) ==
        "optimiser.muon.momentum must be below 1");
  CHECK(complaint_after([](json& c) { c["arms"] = json::array(); }) == "arms must be a list that is not empty");
  CHECK(complaint_after([](json& c) { c["arms"][0]["sources"][1]["weight"] = 0.5; }) ==
        "arms[0].sources must have weights that sum to 1, not 1.25");
  CHECK(complaint_after([](json& c) { c["arms"][0]["sources"][1]["name"] = "text"; }) ==
        "arms[0].sources[1].name \"text\" stands there twice");
  CHECK(complaint_after([](json& c) { c["arms"][1]["folder"] = "/work/./train-1"; }) ==
        "arms[1].folder is that of an earlier arm");
  CHECK(complaint_after([](json& c) {
          c["model"]["hidden"] = 1 << 18;
          c["model"]["context"] = 1 << 24;
          c["sequencesPerStep"] = 1 << 24;
        }) == "arms need more memory together than any machine has: take fewer, a smaller model or smaller steps");
  CHECK(test::failure_message([] {
          parse_train_configuration("{ \"device\": ", "c.json");
        }).starts_with("c.json is not JSON"));
  CHECK(test::failure_message([] { read_train_configuration("/nowhere/c.json"); }) ==
        "cannot read the configuration /nowhere/c.json");
}
