#include "storage/model_folder.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "protocol/failure.h"
#include "storage/atomic_file.h"

namespace ablate {

namespace {

const char* const kConfigurationName = "config.json";
const char* const kParametersName = "model.safetensors";

/// config.json as transformers 5 writes it; `rope_theta` beside `rope_parameters` is for readers of version 4.
nlohmann::ordered_json hugging_face_configuration(const ModelShape& shape, int32_t end_of_text) {
  return {{"architectures", {"LlamaForCausalLM"}},
          {"model_type", "llama"},
          {"vocab_size", shape.vocabulary},
          {"hidden_size", shape.hidden},
          {"intermediate_size", shape.feed_forward},
          {"num_hidden_layers", shape.layers},
          {"num_attention_heads", shape.heads},
          {"num_key_value_heads", shape.key_value_heads},
          {"head_dim", shape.head_dimension()},
          {"hidden_act", "silu"},
          {"max_position_embeddings", shape.context},
          {"rms_norm_eps", shape.norm_epsilon},
          {"rope_theta", shape.rope_theta},
          {"rope_parameters", {{"rope_type", "default"}, {"rope_theta", shape.rope_theta}}},
          {"attention_bias", false},
          {"attention_dropout", 0.0},
          {"mlp_bias", false},
          {"initializer_range", 0.02},
          {"tie_word_embeddings", shape.tied_embeddings},
          {"use_cache", true},
          {"bos_token_id", end_of_text},
          {"eos_token_id", end_of_text},
          {"torch_dtype", "float32"}};
}

}  // namespace

void write_model_folder(const std::filesystem::path& folder, const ModelShape& shape, int32_t end_of_text,
                        std::span<const TensorView> parameters) {
  const auto partial = make_partial_folder(folder);
  try {
    write_safetensors(partial / kParametersName, parameters);
    AtomicFile configuration(partial / kConfigurationName);
    configuration.write(hugging_face_configuration(shape, end_of_text).dump(2) + "\n");
    configuration.commit();
    commit_partial_folder(folder);
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove_all(partial, ignored);
    throw;
  }
}

ModelShape read_model_shape(const std::filesystem::path& folder) {
  const auto file = folder / kConfigurationName;
  const auto fail = [&](const std::string& complaint) { throw Failure(FailureKind::model, file.string() + complaint); };
  std::ifstream stream(file, std::ios::binary);
  if (!stream) fail(" cannot be read");
  const auto json = nlohmann::json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || json.value("model_type", nlohmann::json()) != "llama") fail(" is not that of a llama model");
  const auto count = [&](const char* name, int64_t most) {
    const auto found = json.find(name);
    if (found == json.end() || !found->is_number_unsigned() || *found == 0 || *found > most) {
      fail(std::string(" has no usable ") + name);
    }
    return found->get<int64_t>();
  };
  const auto number = [&](const nlohmann::json& owner, const char* name) {
    const auto found = owner.find(name);
    if (found == owner.end() || !found->is_number() || found->get<double>() <= 0) {
      fail(std::string(" has no usable ") + name);
    }
    return found->get<double>();
  };
  ModelShape shape;
  shape.architecture = "llama";
  shape.vocabulary = count("vocab_size", kMostTokens);
  shape.hidden = count("hidden_size", kMostWidth);
  shape.feed_forward = count("intermediate_size", kMostWidth);
  shape.layers = count("num_hidden_layers", kMostLayers);
  shape.heads = count("num_attention_heads", kMostWidth);
  shape.key_value_heads = count("num_key_value_heads", kMostWidth);
  shape.context = count("max_position_embeddings", kMostTokens);
  // What would change the numbers without changing the shape; left out, it is as here.
  const auto expect = [&](const nlohmann::json& owner, const char* name, const nlohmann::json& value) {
    const auto found = owner.find(name);
    if (found != owner.end() && !found->is_null() && *found != value) {
      fail(std::string(" has a ") + name + " other than " + value.dump() + ", which cannot be computed");
    }
  };
  expect(json, "hidden_act", "silu");
  expect(json, "attention_bias", false);
  expect(json, "mlp_bias", false);
  expect(json, "rope_scaling", nullptr);
  const auto rope = json.find("rope_parameters");
  if (rope != json.end() && rope->is_object()) expect(*rope, "rope_type", "default");
  shape.rope_theta = number(rope != json.end() && rope->is_object() ? *rope : json, "rope_theta");
  shape.norm_epsilon = number(json, "rms_norm_eps");
  const auto tied = json.find("tie_word_embeddings");
  if (tied == json.end() || !tied->is_boolean()) fail(" has no usable tie_word_embeddings");
  shape.tied_embeddings = tied->get<bool>();
  if (shape.hidden % shape.heads != 0 || shape.head_dimension() % 2 != 0 || shape.heads % shape.key_value_heads != 0) {
    fail(" has heads that do not fit the hidden size");
  }
  expect(json, "head_dim", shape.head_dimension());
  return shape;
}

SafetensorsFile open_model_parameters(const std::filesystem::path& folder) {
  return SafetensorsFile(folder / kParametersName);
}

}  // namespace ablate
