#include <doctest/doctest.h>

#include "model/initialise.h"
#include "model/model.h"
#include "pack_tensor.h"
#include "reference/cohere.h"
#include "reference/llama.h"

using namespace ablate;
using ablate::reference::Tokens;
using ablate::reference::Values;

namespace {

Values widened(const std::vector<float>& values) { return {values.begin(), values.end()}; }

}  // namespace

TEST_CASE("loss and every gradient of the model agree with the float64 reference") {
  const std::vector<ModelShape> shapes{
      {"llama", 61, 32, 2, 4, 4, 44, 12, 10000, 1e-5, true},
      {"llama", 61, 48, 3, 6, 2, 40, 12, 500, 1e-6, false},
      {"cohere", 61, 32, 2, 4, 4, 44, 12, 10000, 1e-5, true, 0.0625},
      {"cohere", 61, 48, 3, 6, 2, 40, 12, 500, 1e-6, false, 0.5},
  };
  for (const ModelShape& shape : shapes) {
    CAPTURE(shape.architecture);
    CAPTURE(shape.tied_embeddings);
    constexpr int64_t kSequences = 3;
    const auto backend = create_backend("cpu", 2);
    // Room for two sequences, so that the third is computed apart.
    const auto model = create_model(shape, *backend, 1, 2 * shape.context, Passes::forward_and_backward);
    const ParameterLayout& layout = model->layout();
    std::vector<float> parameters(static_cast<size_t>(layout.size()));
    initialise_parameters(layout, shape.layers, 5, parameters.data());
    for (float& value : parameters) value *= 3;  // else attention is nearly uniform

    Tokens tokens;
    Tokens targets;
    for (int32_t i = 0; i < kSequences * shape.context; ++i) {
      tokens.push_back(i * 7 % 61);
      targets.push_back((i + 1) * 11 % 61);
    }
    std::vector<float> gradient(parameters.size());
    ArmProgress progress;
    model->accumulate_gradient(1, 0, {kSequences, shape.context, {tokens.data(), 0}}, {targets.data(), 0}, 0,
                               {parameters.data(), 0}, {gradient.data(), 0}, {&progress, 1});

    const auto reference_model = shape.architecture == "llama" ? reference::llama : reference::cohere;
    const auto expected = reference_model(shape, widened(parameters), kSequences, tokens, targets);
    CHECK(progress.loss_total / static_cast<double>(tokens.size()) == doctest::Approx(expected.loss).epsilon(1e-6));
    for (const Parameter& parameter : layout.parameters()) {
      CAPTURE(parameter.name);
      const auto part = [&](const auto& values) {
        return Values(values.begin() + parameter.offset, values.begin() + parameter.offset + parameter.size);
      };
      CHECK(reference::relative_norm(part(gradient), part(expected.gradient)) < 1e-5);
    }
  }
}

TEST_CASE("documents that share a sequence give the hidden states and the gradient that each gives alone") {
  ModelShape shape{"llama", 61, 32, 2, 4, 2, 44, 12, 100, 1e-5, true};
  SUBCASE("llama") {}
  SUBCASE("cohere") { shape.architecture = "cohere"; }
  const auto backend = create_backend("cpu", 2);
  const auto model = create_model(shape, *backend, 1, shape.context, Passes::forward_and_backward);
  std::vector<float> parameters(static_cast<size_t>(model->layout().size()));
  initialise_parameters(model->layout(), shape.layers, 5, parameters.data());
  for (float& value : parameters) value *= 3;
  const ConstArmTensor weights{parameters.data(), 0};

  constexpr int64_t kLengths[] = {5, 7};
  const Tokens tokens{3, 14, 15, 9, 0, 26, 53, 58, 9, 7, 9, 0};
  const Tokens targets{14, 15, 9, 0, 26, 53, 58, 9, 7, 9, 0, 31};
  Tokens starts(tokens.size());
  Tokens ends(tokens.size());
  backend->find_documents(1, 1, shape.context, 0, {tokens.data(), 0}, {starts.data(), 0}, {ends.data(), 0});

  const auto hidden_of = [&](const Model::Batch& batch) {
    const float* rows = model->hidden_states(1, 0, batch, weights)[0];
    return Values(rows, rows + batch.length * shape.hidden);
  };
  const auto gradient_of = [&](const Model::Batch& batch, const int32_t* batch_targets) {
    std::vector<float> gradient(parameters.size());
    ArmProgress progress;
    model->accumulate_gradient(1, 0, batch, {batch_targets, 0}, 1e-3, weights, {gradient.data(), 0}, {&progress, 1});
    return widened(gradient);
  };
  const Model::Batch packed{1, shape.context, {tokens.data(), 0}, {{starts.data(), 0}, {ends.data(), 0}}};
  // Positions count from the start of the sequence; rotary attention depends on their differences alone.
  Values hidden;
  Values gradient(parameters.size());
  int64_t first = 0;
  for (const int64_t length : kLengths) {
    const Model::Batch alone{1, length, {tokens.data() + first, 0}};
    const Values rows = hidden_of(alone);
    hidden.insert(hidden.end(), rows.begin(), rows.end());
    const Values part = gradient_of(alone, targets.data() + first);
    const double share = static_cast<double>(length) / static_cast<double>(shape.context);
    for (size_t i = 0; i < gradient.size(); ++i) gradient[i] += share * part[i];
    first += length;
  }
  CHECK(reference::relative_norm(hidden_of(packed), hidden) < 1e-6);
  CHECK(reference::relative_norm(gradient_of(packed, targets.data()), gradient) < 1e-5);
  // Without the mask they do not.
  CHECK(reference::relative_norm(hidden_of({1, shape.context, {tokens.data(), 0}}), hidden) > 1e-2);
}

TEST_CASE("the parts of a step, whatever their size, give its gradient") {
  const ModelShape shape{"llama", 61, 32, 2, 4, 2, 44, 12, 10000, 1e-5, true};
  const auto backend = create_backend("cpu", 2);
  constexpr int64_t kSequences = 6;
  Tokens tokens;
  for (int32_t i = 0; i <= kSequences * shape.context; ++i) tokens.push_back(i * i % 61);
  const auto gradient_in_parts = [&](int64_t sequences_per_part) {
    const auto model =
        create_model(shape, *backend, 1, sequences_per_part * shape.context, Passes::forward_and_backward);
    std::vector<float> parameters(static_cast<size_t>(model->layout().size()));
    initialise_parameters(model->layout(), shape.layers, 5, parameters.data());
    std::vector<float> gradient(parameters.size());
    ArmProgress progress;
    model->accumulate_gradient(1, 0, {kSequences, shape.context, {tokens.data(), 0}}, {tokens.data() + 1, 0}, 0,
                               {parameters.data(), 0}, {gradient.data(), 0}, {&progress, 1});
    gradient.push_back(static_cast<float>(progress.loss_total));
    return widened(gradient);
  };
  const Values whole = gradient_in_parts(kSequences);
  for (const int64_t sequences_per_part : {1, 2, 4}) {
    CAPTURE(sequences_per_part);
    CHECK(reference::relative_norm(gradient_in_parts(sequences_per_part), whole) < 1e-6);
  }
}

TEST_CASE("parameters start from the seed and their name alone, with the deviations of GPT-2") {
  const ModelShape small{"llama", 512, 64, 2, 4, 4, 128, 16, 10000, 1e-5, true};
  ModelShape deeper = small;
  deeper.layers = 8;
  const auto initialised = [](const ModelShape& shape, uint64_t seed) {
    std::vector<float> parameters(static_cast<size_t>(ParameterLayout(shape).size()));
    initialise_parameters(ParameterLayout(shape), shape.layers, seed, parameters.data());
    return parameters;
  };
  const auto part = [](const ModelShape& shape, const std::vector<float>& parameters, const std::string& name) {
    const ParameterLayout layout(shape);
    for (const Parameter& p : layout.parameters()) {
      if (p.name == name) return Values(parameters.begin() + p.offset, parameters.begin() + p.offset + p.size);
    }
    return Values();
  };
  const auto deviation = [](const Values& values) {
    return std::sqrt(reference::dot(values, values) / static_cast<double>(values.size()));
  };
  const auto a = initialised(small, 1);
  const auto b = initialised(deeper, 1);
  const std::string query = "model.layers.1.self_attn.q_proj.weight";
  CHECK(part(small, a, query) == part(deeper, b, query));
  CHECK(part(small, a, query) != part(small, initialised(small, 2), query));
  CHECK(deviation(part(small, a, "model.embed_tokens.weight")) == doctest::Approx(0.02).epsilon(0.02));
  // 0.02 / sqrt(2 · 2 layers)
  CHECK(deviation(part(small, a, "model.layers.0.mlp.down_proj.weight")) == doctest::Approx(0.01).epsilon(0.03));
  CHECK(part(small, a, "model.norm.weight") == Values(64, 1.0));
}
