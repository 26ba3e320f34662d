#include "storage/model_folder.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "failure_message.h"
#include "temporary_folder.h"

using namespace ablate;

namespace {

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
  open_model_parameters(folder / "model").copy("model.norm.weight", std::vector<int64_t>{2}, read);
  CHECK(read == weight);
}

TEST_CASE("a model folder that cannot be used is refused with the reason") {
  const test::TemporaryFolder folder;
  const auto complaint = [&] { return test::failure_message([&] { read_model_shape(folder.path()); }); };
  CHECK(complaint().ends_with("config.json cannot be read"));
  test::write_file(folder / "config.json", "{");
  CHECK(complaint().ends_with("is not that of a llama model"));
  test::write_file(folder / "config.json", R"({"model_type":"gpt2"})");
  CHECK(complaint().ends_with("is not that of a llama model"));
  test::write_file(folder / "config.json", R"({"model_type":"llama","vocab_size":-3})");
  CHECK(complaint().ends_with("has no usable vocab_size"));
}

TEST_CASE("a llama whose numbers would be others than ours is refused") {
  const test::TemporaryFolder folder;
  const std::vector<float> weight = {1, 2};
  const std::vector<TensorView> parameters = {{"model.norm.weight", {2}, weight}};
  write_model_folder(folder / "model", shape, 0, parameters);
  const auto written = nlohmann::json::parse(test::read_file(folder / "model/config.json"));
  const auto complaint_after = [&](const char* change) {
    auto json = written;
    json.merge_patch(nlohmann::json::parse(change));
    test::write_file(folder / "model/config.json", json.dump());
    return test::failure_message([&] { read_model_shape(folder / "model"); });
  };
  CHECK(complaint_after(R"({"rope_scaling":null,"head_dim":null})").empty());
  CHECK(complaint_after(R"({"rope_parameters":{"rope_type":"llama3"}})")
            .ends_with("has a rope_type other than \"default\", which cannot be computed"));
  CHECK_FALSE(complaint_after(R"({"rope_scaling":{"factor":8}})").empty());
  CHECK_FALSE(complaint_after(R"({"head_dim":8})").empty());
  CHECK_FALSE(complaint_after(R"({"attention_bias":true})").empty());
}
