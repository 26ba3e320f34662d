#include <doctest/doctest.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <sstream>

#include "model/model.h"
#include "pack_tensor.h"
#include "scoring/score.h"
#include "storage/model_folder.h"
#include "temporary_folder.h"

// Checkpoints that Hugging Face transformers wrote, and what it computed from them: see test/hf/make_fixture.py.

using namespace ablate;

namespace {

const std::filesystem::path fixtures = ABLATE_CHECKPOINT_FIXTURES;
const std::vector<std::string> kCheckpoints{"llama", "llama-tied-bfloat16-shards", "cohere",
                                            "cohere-untied-float16-shards"};
constexpr double kTolerance = 1e-4;

nlohmann::json expected_of(const std::string& checkpoint) {
  return nlohmann::json::parse(test::read_file(fixtures / checkpoint / "expected.json"));
}

/// The logits after each of the tokens: [tokens, vocabulary].
std::vector<float> logits_of(const std::filesystem::path& folder, const std::vector<int32_t>& tokens) {
  const ModelShape shape = read_model_shape(folder);
  const auto rows = static_cast<int64_t>(tokens.size());
  const auto backend = create_backend("cpu", 2);
  const auto model = create_model(shape, *backend, 1, rows, Passes::forward);
  std::vector<float> parameters(static_cast<size_t>(model->layout().size()));
  const ModelParameters file(folder);
  for (const Parameter& parameter : model->layout().parameters()) {
    file.copy(parameter.name, parameter.shape,
              {parameters.data() + parameter.offset, static_cast<size_t>(parameter.size)});
  }
  const ConstArmTensor weights{parameters.data(), 0};
  const ConstArmTensor hidden = model->hidden_states(1, 0, {1, rows, {tokens.data(), 0}}, weights);
  std::vector<float> logits(static_cast<size_t>(rows * shape.vocabulary));
  backend->matmul(1, rows, shape.hidden, shape.vocabulary, hidden, model->head(weights), {logits.data(), 0});
  return logits;
}

}  // namespace

TEST_CASE("the logits of checkpoints of both architectures are those of transformers") {
  for (const std::string& checkpoint : kCheckpoints) {
    CAPTURE(checkpoint);
    const nlohmann::json expected = expected_of(checkpoint);
    const auto logits = logits_of(fixtures / checkpoint, expected.at("tokens").get<std::vector<int32_t>>());
    reference::Values expected_logits;
    double largest = 0;
    for (const auto& row : expected.at("logits")) {
      for (const double logit : row) {
        largest = std::max(largest, std::abs(static_cast<double>(logits.at(expected_logits.size())) - logit));
        expected_logits.push_back(logit);
      }
    }
    CHECK(expected_logits.size() == logits.size());
    CHECK(largest < kTolerance);
    CHECK(reference::relative_norm(logits, expected_logits) < 1e-5);
  }
}

TEST_CASE("the command score gives checkpoints the log-likelihoods that transformers gives them") {
  for (const std::string& checkpoint : kCheckpoints) {
    CAPTURE(checkpoint);
    const test::TemporaryFolder folder;
    const nlohmann::json expected = expected_of(checkpoint);
    std::string requests;
    for (const auto& request : expected.at("requests")) {
      requests +=
          nlohmann::json{{"context", request["context"]}, {"continuation", request["continuation"]}}.dump() + '\n';
    }
    test::write_file(folder / "requests.jsonl", requests);
    const ScoreConfiguration configuration{.device = "cpu",
                                           .threads = 2,
                                           .models = {fixtures / checkpoint},
                                           .requests = folder / "requests.jsonl",
                                           .results = folder / "results.jsonl",
                                           .end_of_text = 0};
    std::ostringstream out;
    Events events(out);
    const std::atomic<int> not_interrupted{0};
    REQUIRE(run_score(configuration, events, not_interrupted) == 0);
    std::istringstream results(test::read_file(configuration.results));
    for (const auto& request : expected.at("requests")) {
      std::string line;
      REQUIRE(std::getline(results, line));
      const double ours = nlohmann::json::parse(line).at("logLikelihoods")[0];
      CHECK(std::abs(ours - request.at("logLikelihood").get<double>()) < kTolerance);
    }
  }
}
