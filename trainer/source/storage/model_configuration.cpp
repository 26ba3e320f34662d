#include "storage/model_configuration.h"

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "protocol/failure.h"

namespace ablate {

namespace {

/// What the two architectures call differently, and what transformers takes where a field is left out.
struct Family {
  const char* architecture;
  const char* model_class;
  const char* norm_epsilon;
  double default_norm_epsilon;
  double default_rope_theta;  ///< 0: versions of transformers differ
  bool default_tied_embeddings;
};

constexpr Family kFamilies[] = {
    {"llama", "LlamaForCausalLM", "rms_norm_eps", 1e-6, 10000, false},
    {"cohere", "CohereForCausalLM", "layer_norm_eps", 1e-5, 0, true},
};

const Family* find_family(const std::string& architecture) {
  for (const Family& family : kFamilies) {
    if (family.architecture == architecture) return &family;
  }
  return nullptr;
}

/// The fields of one object of a config.json. A field that is null counts as left out, as in Python.
class HuggingFaceFields {
 public:
  HuggingFaceFields(const std::filesystem::path& file, const nlohmann::json& object) : file_(file), object_(object) {}

  [[noreturn]] void fail(const std::string& complaint) const {
    throw Failure(FailureKind::model, file_.string() + " " + complaint);
  }

  /// The value of a field; nullptr where it is left out.
  const nlohmann::json* find(const char* name) const {
    const auto found = object_.find(name);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
  }

  int64_t count(const char* name, int64_t most) const {
    const nlohmann::json* const value = find(name);
    if (value == nullptr || !value->is_number_unsigned() || *value == 0 || *value > most) unusable(name);
    return value->get<int64_t>();
  }

  double positive(const char* name, double otherwise) const {
    const nlohmann::json* const value = find(name);
    if (value == nullptr) return otherwise;
    if (!value->is_number() || value->get<double>() <= 0 || !std::isfinite(value->get<double>())) unusable(name);
    return value->get<double>();
  }

  bool boolean(const char* name, bool otherwise) const {
    const nlohmann::json* const value = find(name);
    if (value == nullptr) return otherwise;
    if (!value->is_boolean()) unusable(name);
    return value->get<bool>();
  }

  /// Refuses a field that would change the numbers without changing the shape.
  void expect(const char* name, const nlohmann::json& value) const {
    const nlohmann::json* const found = find(name);
    if (found != nullptr && *found != value) {
      fail(std::string("has a ") + name + " other than " + value.dump() + ", which cannot be computed");
    }
  }

 private:
  [[noreturn]] void unusable(const char* name) const { fail(std::string("has no usable ") + name); }

  const std::filesystem::path& file_;
  const nlohmann::json& object_;
};

/// The base of the rotary positions: of `rope_parameters` (transformers 5), else of `rope_theta` (transformers 4).
/// `otherwise` is taken where both are left out; 0: they must not be.
double read_rope_theta(const std::filesystem::path& file, const HuggingFaceFields& fields, double otherwise) {
  double theta = fields.positive("rope_theta", otherwise);
  fields.expect("partial_rotary_factor", 1.0);
  for (const char* const name : {"rope_scaling", "rope_parameters"}) {
    const nlohmann::json* const rope = fields.find(name);
    if (rope == nullptr) continue;
    if (!rope->is_object()) fields.fail(std::string("has no usable ") + name);
    const HuggingFaceFields rope_fields(file, *rope);
    const char* const type = rope_fields.find("type") != nullptr ? "type" : "rope_type";
    if (rope_fields.find(type) == nullptr && rope_fields.find("factor") != nullptr) {
      fields.fail(std::string("has a ") + name + " with a factor, which cannot be computed");
    }
    rope_fields.expect(type, "default");
    rope_fields.expect("partial_rotary_factor", 1.0);
    theta = rope_fields.positive("rope_theta", theta);
  }
  if (theta == 0) fields.fail("has no usable rope_theta");
  return theta;
}

}  // namespace

std::string model_configuration_text(const ModelShape& shape, int32_t end_of_text) {
  const Family* const family = find_family(shape.architecture);
  if (family == nullptr) throw std::logic_error("no architecture " + shape.architecture);
  nlohmann::ordered_json json = {
      {"architectures", {family->model_class}},
      {"model_type", family->architecture},
      {"vocab_size", shape.vocabulary},
      {"hidden_size", shape.hidden},
      {"intermediate_size", shape.feed_forward},
      {"num_hidden_layers", shape.layers},
      {"num_attention_heads", shape.heads},
      {"num_key_value_heads", shape.key_value_heads},
      {"head_dim", shape.head_dimension()},
      {"hidden_act", "silu"},
      {"max_position_embeddings", shape.context},
      {family->norm_epsilon, shape.norm_epsilon},
      {"rope_theta", shape.rope_theta},
      {"rope_parameters", {{"rope_type", "default"}, {"rope_theta", shape.rope_theta}}},
      {"attention_bias", false},
      {"attention_dropout", 0.0},
  };
  if (shape.architecture == "cohere") {
    json["logit_scale"] = shape.logit_scale;
    json["use_qk_norm"] = false;
  } else {
    json["mlp_bias"] = false;
  }
  json["initializer_range"] = 0.02;
  json["tie_word_embeddings"] = shape.tied_embeddings;
  json["use_cache"] = true;
  json["bos_token_id"] = end_of_text;
  json["eos_token_id"] = end_of_text;
  json["pad_token_id"] = nullptr;
  json["torch_dtype"] = "float32";
  return json.dump(2) + "\n";
}

ModelShape read_model_configuration(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const auto json = nlohmann::json::parse(stream, nullptr, /*allow_exceptions=*/false);
  const HuggingFaceFields fields(file, json);
  if (!stream.is_open() || stream.bad()) fields.fail("cannot be read");
  if (!json.is_object()) fields.fail("is not a JSON object");
  const nlohmann::json* const type = fields.find("model_type");
  const Family* const family = type != nullptr && type->is_string() ? find_family(type->get<std::string>()) : nullptr;
  if (family == nullptr) {
    fields.fail("has the model_type " + (type == nullptr ? "null" : type->dump()) +
                "; \"llama\" and \"cohere\" can be computed");
  }

  ModelShape shape;
  shape.architecture = family->architecture;
  shape.vocabulary = fields.count("vocab_size", kMostTokens);
  shape.hidden = fields.count("hidden_size", kMostWidth);
  shape.feed_forward = fields.count("intermediate_size", kMostWidth);
  shape.layers = fields.count("num_hidden_layers", kMostLayers);
  shape.heads = fields.count("num_attention_heads", kMostWidth);
  shape.key_value_heads =
      fields.find("num_key_value_heads") == nullptr ? shape.heads : fields.count("num_key_value_heads", kMostWidth);
  shape.context = fields.count("max_position_embeddings", kMostTokens);
  shape.rope_theta = read_rope_theta(file, fields, family->default_rope_theta);
  shape.norm_epsilon = fields.positive(family->norm_epsilon, family->default_norm_epsilon);
  shape.tied_embeddings = fields.boolean("tie_word_embeddings", family->default_tied_embeddings);
  if (shape.architecture == "cohere") shape.logit_scale = fields.positive("logit_scale", 0.0625);
  if (shape.hidden % shape.heads != 0 || shape.head_dimension() % 2 != 0 || shape.heads % shape.key_value_heads != 0) {
    fields.fail("has heads that do not fit the hidden size");
  }
  fields.expect("head_dim", shape.head_dimension());
  fields.expect("hidden_act", "silu");
  fields.expect("attention_bias", false);
  fields.expect("mlp_bias", false);
  fields.expect("use_qk_norm", false);
  fields.expect("sliding_window", nullptr);
  fields.expect("quantization_config", nullptr);
  return shape;
}

}  // namespace ablate
