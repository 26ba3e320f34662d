#include "storage/model_folder.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "failure_message.h"
#include "temporary_folder.h"

using namespace ablate;

namespace {

const std::filesystem::path fixtures = ABLATE_CHECKPOINT_FIXTURES;
const ModelShape shape = {"llama", 300, 8, 2, 2, 1, 24, 16, 10000, 1e-5, true};

}  // namespace

TEST_CASE("a model folder has what transformers reads, and gives shape and parameters back") {
  const test::TemporaryFolder folder;
  const std::vector<float> weight = {1, 2};
  const std::vector<TensorView> parameters = {{"model.norm.weight", {2}, weight}};
  write_model_folder(folder / "model", shape, 0, parameters);
  write_model_folder(folder / "model", shape, 0, parameters);  // replaces the first

  const auto json = nlohmann::json::parse(test::read_file(folder / "model/config.json"));
  CHECK(json["architectures"] == nlohmann::json({"LlamaForCausalLM"}));
  CHECK(json["head_dim"] == 4);
  CHECK(json["rope_theta"] == 10000);
  CHECK(json["rope_parameters"]["rope_theta"] == 10000);
  CHECK(json["torch_dtype"] == "float32");
  CHECK(json["tie_word_embeddings"] == true);
  CHECK(json["eos_token_id"] == 0);

  CHECK(read_model_shape(folder / "model") == shape);
  std::vector<float> read(2);
  ModelParameters(folder / "model").copy("model.norm.weight", std::vector<int64_t>{2}, read);
  CHECK(read == weight);
}

TEST_CASE("a model folder that cannot be used is refused with the reason") {
  const test::TemporaryFolder folder;
  const auto complaint = [&] { return test::failure_message([&] { read_model_shape(folder.path()); }); };
  CHECK(complaint().ends_with("config.json cannot be read"));
  test::write_file(folder / "config.json", "{");
  CHECK(complaint().ends_with("config.json is not a JSON object"));
  test::write_file(folder / "config.json", R"({"model_type":"gpt2"})");
  CHECK(complaint().ends_with("has the model_type \"gpt2\"; \"llama\" and \"cohere\" can be computed"));
  test::write_file(folder / "config.json", R"({"model_type":"llama","vocab_size":-3})");
  CHECK(complaint().ends_with("has no usable vocab_size"));
}

TEST_CASE("a variant whose numbers would be others than ours is refused") {
  const test::TemporaryFolder folder;
  const auto complaint_after = [&](const char* fixture, const char* change) {
    auto json = nlohmann::json::parse(test::read_file(fixtures / fixture / "config.json"));
    json.merge_patch(nlohmann::json::parse(change));
    test::write_file(folder / "config.json", json.dump());
    return test::failure_message([&] { read_model_shape(folder.path()); });
  };
  CHECK(complaint_after("llama", R"({"rope_scaling":null,"head_dim":null})").empty());
  CHECK(complaint_after("llama", R"({"rope_parameters":{"rope_type":"llama3"}})")
            .ends_with("has a rope_type other than \"default\", which cannot be computed"));
  for (const char* const change : {
           R"({"rope_scaling":{"type":"linear","factor":8}})",
           R"({"rope_scaling":{"factor":8}})",
           R"({"rope_parameters":{"partial_rotary_factor":0.5}})",
           R"({"head_dim":16})",
           R"({"attention_bias":true})",
           R"({"mlp_bias":true})",
           R"({"hidden_act":"gelu"})",
           R"({"sliding_window":4096})",
           R"({"quantization_config":{"quant_method":"gptq"}})",
           R"({"num_attention_heads":5})",
           R"({"num_key_value_heads":3})",
       }) {
    CAPTURE(std::string(change));
    CHECK_FALSE(complaint_after("llama", change).empty());
  }
  CHECK(complaint_after("cohere", R"({"use_qk_norm":true})").ends_with("which cannot be computed"));
  CHECK(complaint_after("cohere", R"({"model_type":"cohere2"})").ends_with("can be computed"));
  // Versions of transformers differ in what a cohere has where this is left out.
  CHECK(complaint_after("cohere", R"({"rope_parameters":null})").ends_with("has no usable rope_theta"));
}

TEST_CASE("the configurations of transformers 4 and 5 give the shape, with their own defaults") {
  CHECK(read_model_shape(fixtures / "llama") == ModelShape{"llama", 61, 32, 2, 4, 2, 40, 16, 10000, 1e-5, false, 1});
  CHECK(read_model_shape(fixtures / "llama-tied-bfloat16-shards") ==
        ModelShape{"llama", 61, 32, 2, 4, 2, 40, 16, 500, 1e-6, true, 1});
  CHECK(read_model_shape(fixtures / "cohere") ==
        ModelShape{"cohere", 61, 32, 2, 4, 2, 40, 16, 10000, 1e-5, true, 0.0625});
  CHECK(read_model_shape(fixtures / "cohere-untied-float16-shards") ==
        ModelShape{"cohere", 61, 32, 2, 4, 2, 40, 16, 500, 1e-6, false, 0.25});
  const test::TemporaryFolder folder;
  test::write_file(folder / "config.json", R"({"model_type":"llama","vocab_size":61,"hidden_size":32,
    "num_hidden_layers":2,"num_attention_heads":4,"intermediate_size":40,"max_position_embeddings":16})");
  CHECK(read_model_shape(folder.path()) == ModelShape{"llama", 61, 32, 2, 4, 4, 40, 16, 10000, 1e-6, false, 1});
}

TEST_CASE("a cohere folder gives its shape back") {
  const test::TemporaryFolder folder;
  const std::vector<float> weight = {1, 2};
  const std::vector<TensorView> parameters = {{"model.norm.weight", {2}, weight}};
  const ModelShape cohere{"cohere", 300, 8, 2, 2, 1, 24, 16, 500, 1e-6, false, 0.25};
  write_model_folder(folder / "model", cohere, 0, parameters);
  CHECK(read_model_shape(folder / "model") == cohere);
  const auto json = nlohmann::json::parse(test::read_file(folder / "model/config.json"));
  CHECK(json["architectures"] == nlohmann::json({"CohereForCausalLM"}));
  CHECK(json["layer_norm_eps"] == 1e-6);
}

TEST_CASE("parameters in several files are found through their index, and widened to float32") {
  const ModelParameters parameters(fixtures / "llama-tied-bfloat16-shards");
  CHECK(parameters.names().size() == 20);
  const auto read = [&](const std::string& name, std::vector<int64_t> shape) {
    std::vector<float> values(static_cast<size_t>(shape.size() == 1 ? shape[0] : shape[0] * shape[1]));
    parameters.copy(name, shape, values);
    return values;
  };
  for (const float value : read("model.norm.weight", {32})) CHECK(value == doctest::Approx(1.0).epsilon(0.7));
  CHECK(read("model.embed_tokens.weight", {61, 32}).size() == 61 * 32);
  CHECK(test::failure_message([&] { read("lm_head.weight", {61, 32}); }).ends_with("has no tensor lm_head.weight"));
}

TEST_CASE("an index that misplaces a tensor or leads out of the folder is refused") {
  const test::TemporaryFolder folder;
  const std::vector<float> weight = {1, 2};
  write_safetensors(folder / "one.safetensors", std::vector<TensorView>{{"a", {2}, weight}});
  const auto complaint = [&](const char* index) {
    test::write_file(folder / "model.safetensors.index.json", index);
    return test::failure_message([&] { ModelParameters parameters(folder.path()); });
  };
  CHECK(complaint(R"({"weight_map":{"a":"one.safetensors"}})").empty());
  CHECK(complaint(R"({"weight_map":{"b":"one.safetensors"}})").ends_with("index.json places there"));
  CHECK(complaint(R"({"weight_map":{"a":"../one.safetensors"}})").ends_with("that is no file beside it"));
  CHECK(complaint(R"({"weight_map":{"a":7}})").ends_with("that is no file beside it"));
  CHECK(complaint("[]").ends_with("is not an index of safetensors files"));
}
