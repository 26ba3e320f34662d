#include "scoring/score.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "failure_message.h"
#include "model/initialise.h"
#include "reference/llama.h"
#include "scoring/requests.h"
#include "scoring/score_batches.h"
#include "scoring/shared_prefixes.h"
#include "storage/model_folder.h"
#include "temporary_folder.h"

using namespace ablate;
using ablate::reference::Tokens;
using ablate::reference::Values;
using ablate::test::TemporaryFolder;

namespace {

const std::atomic<int> kNotInterrupted{0};
constexpr int32_t kEndOfText = 3;

ModelShape shape(int64_t layers) {
  return {.architecture = "llama",
          .vocabulary = 23,
          .hidden = 16,
          .layers = layers,
          .heads = 2,
          .key_value_heads = 1,
          .feed_forward = 24,
          .context = 10,
          .rope_theta = 10000,
          .norm_epsilon = 1e-5,
          .tied_embeddings = layers == 2};
}

std::vector<float> write_model(const std::filesystem::path& folder, const ModelShape& model, uint64_t seed) {
  const ParameterLayout layout(model);
  std::vector<float> parameters(static_cast<size_t>(layout.size()));
  initialise_parameters(layout, model.layers, seed, parameters.data());
  for (float& value : parameters) value *= 5;
  write_model_folder(folder, model, kEndOfText, layout.views(parameters.data()));
  return parameters;
}

/// The log-likelihood of a continuation under the float64 reference: the last token's loss, one token at a time.
double expected_log_likelihood(const ModelShape& model, const std::vector<float>& parameters,
                               const ScoreRequest& request) {
  Tokens sequence = request.context.empty() ? Tokens{kEndOfText} : request.context;
  sequence.insert(sequence.end(), request.continuation.begin(), request.continuation.end());
  const auto excess = static_cast<std::ptrdiff_t>(sequence.size()) - (model.context + 1);
  if (excess > 0) sequence.erase(sequence.begin(), sequence.begin() + excess);
  const auto nats_until = [&](size_t end) {
    const Tokens inputs(sequence.begin(), sequence.begin() + static_cast<std::ptrdiff_t>(end));
    const Tokens targets(sequence.begin() + 1, sequence.begin() + static_cast<std::ptrdiff_t>(end) + 1);
    const Values values(parameters.begin(), parameters.end());
    return reference::llama(model, values, 1, inputs, targets).loss * static_cast<double>(end);
  };
  const size_t given = sequence.size() - request.continuation.size();
  return (given > 1 ? nats_until(given - 1) : 0.0) - nats_until(sequence.size() - 1);
}

ScoreConfiguration configuration(const TemporaryFolder& folder, const std::vector<ScoreRequest>& requests) {
  std::string lines;
  for (const ScoreRequest& request : requests) {
    lines += nlohmann::json{{"context", request.context}, {"continuation", request.continuation}}.dump() + '\n';
  }
  test::write_file(folder / "requests.jsonl", lines);
  return {.device = "cpu",
          .threads = 2,
          .models = {},
          .requests = folder / "requests.jsonl",
          .results = folder / "results.jsonl",
          .end_of_text = kEndOfText};
}

}  // namespace

TEST_CASE("log-likelihoods of models of two shapes agree with the float64 reference, in the order of the requests") {
  TemporaryFolder folder;
  const std::vector<ScoreRequest> requests{
      {{1, 2, 3}, {4}},
      {{}, {5, 6}},                                       // an empty context is one end of text
      {{7, 8, 9, 10, 11, 12, 13, 14, 15}, {16, 17, 18}},  // cut on the left to 11 tokens
      {{1, 2}, {22, 0, 21, 1}},
      {{5}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
  };
  auto run = configuration(folder, requests);
  const std::vector<ModelShape> shapes{shape(2), shape(1), shape(2)};
  std::vector<std::vector<float>> parameters;
  for (size_t model = 0; model < shapes.size(); ++model) {
    run.models.push_back(folder / ("model-" + std::to_string(model)));
    parameters.push_back(write_model(run.models.back(), shapes[model], model));
  }
  std::ostringstream out;
  Events events(out);
  CHECK(run_score(run, events, kNotInterrupted) == 0);

  std::istringstream lines(test::read_file(run.results));
  for (const ScoreRequest& request : requests) {
    std::string line;
    REQUIRE(std::getline(lines, line));
    const auto result = nlohmann::json::parse(line);
    for (size_t model = 0; model < shapes.size(); ++model) {
      CAPTURE(model);
      CHECK(result.at("logLikelihoods")[model].get<double>() ==
            doctest::Approx(expected_log_likelihood(shapes[model], parameters[model], request)).epsilon(1e-5));
    }
  }
}

TEST_CASE("in bfloat16 log-likelihoods are those of the float64 reference but for the rounding of operands") {
  TemporaryFolder folder;
  const ModelShape model = shape(2);
  const ScoreRequest request{{1, 2, 3}, {4, 5, 6}};
  auto run = configuration(folder, {request});
  run.precision = ElementType::bfloat16;
  run.models = {folder / "model"};
  const std::vector<float> parameters = write_model(run.models.back(), model, 0);
  std::ostringstream out;
  Events events(out);
  CHECK(run_score(run, events, kNotInterrupted) == 0);

  const auto result = nlohmann::json::parse(test::read_file(run.results));
  const double found = result.at("logLikelihoods")[0].get<double>();
  const double expected = expected_log_likelihood(model, parameters, request);
  CHECK(found == doctest::Approx(expected).epsilon(0.02));
  CHECK(found != doctest::Approx(expected).epsilon(1e-5));
}

TEST_CASE("greedy says whether each token of the continuation is the likeliest") {
  TemporaryFolder folder;
  const ModelShape model = shape(1);
  std::vector<ScoreRequest> requests;
  for (int32_t token = 0; token < 23; ++token) requests.push_back({{1, 2}, {token}});
  auto run = configuration(folder, requests);
  run.models = {folder / "model"};
  write_model(run.models[0], model, 1);
  std::ostringstream out;
  Events events(out);
  run_score(run, events, kNotInterrupted);

  std::istringstream lines(test::read_file(run.results));
  double best = -1e9;
  double best_greedy = 0;
  double probabilities = 0;
  int greedy = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto result = nlohmann::json::parse(line);
    const double log_likelihood = result.at("logLikelihoods")[0];
    probabilities += std::exp(log_likelihood);
    best = std::max(best, log_likelihood);
    if (result.at("greedy")[0]) {
      ++greedy;
      best_greedy = log_likelihood;
    }
  }
  CHECK(greedy == 1);
  CHECK(best_greedy == best);
  CHECK(probabilities == doctest::Approx(1.0));
}

TEST_CASE("a request has the same score, bit for bit, alone and among others that begin alike") {
  TemporaryFolder folder;
  const ModelShape model = shape(2);
  // Four choices after one context, of which two begin alike, and the same context cut short.
  const std::vector<ScoreRequest> requests{
      {{1, 2, 3, 4, 5, 6}, {7, 8}},   {{1, 2, 3, 4, 5, 6}, {7, 9, 10}}, {{1, 2, 3, 4, 5, 6}, {11}},
      {{1, 2, 3, 4, 5, 6}, {12, 13}}, {{1, 2, 3}, {4, 5, 6}},           {{20, 2, 3}, {4, 5, 6}},
  };
  write_model(folder / "model", model, 1);
  const auto results = [&](const std::vector<ScoreRequest>& asked, int threads) {
    auto run = configuration(folder, asked);
    run.models = {folder / "model"};
    run.threads = threads;
    std::ostringstream out;
    Events events(out);
    REQUIRE(run_score(run, events, kNotInterrupted) == 0);
    return test::read_file(run.results);
  };
  std::string alone;
  for (const ScoreRequest& request : requests) alone += results({request}, 1);
  CHECK(results(requests, 2) == alone);
  CHECK(nlohmann::json::parse(alone.substr(0, alone.find('\n'))).at("tokens") == 2);
}

TEST_CASE("a common beginning is computed once, where that saves something") {
  const std::vector<std::vector<int32_t>> sequences{
      {0, 1, 2, 3, 4, 5, 6}, {0, 9, 9, 9, 9, 1}, {0, 1, 2, 3, 4, 7}, {0, 9, 9, 9, 9, 2}, {0, 5}};
  const std::vector<PrefixGroup> groups = group_by_prefix(sequences);
  REQUIRE(groups.size() == 3);
  CHECK(groups[0].prefix == 5);
  CHECK(groups[0].members == std::vector<size_t>{0, 2});
  CHECK(groups[1].prefix == 2);  // {0} in common with all is not worth it
  CHECK(groups[1].members == std::vector<size_t>{4});
  CHECK(groups[2].prefix == 5);
  CHECK(groups[2].members == std::vector<size_t>{1, 3});
}

TEST_CASE("batches keep to their bound, and a long group repeats its beginning") {
  std::vector<ScoreRequest> requests;
  for (int32_t i = 0; i < 20; ++i) requests.push_back({{1, 2, 3, 4}, {i, i}});
  const std::vector<ScoreBatch> batches = make_score_batches(requests, 10, 30, 0, 16, 8);
  int64_t total = 0;
  for (const ScoreBatch& batch : batches) {
    CHECK(batch.sequences.rows() <= 16);
    CHECK(batch.sequences.rows() == 4 + batch.requests);
    total += batch.requests;
  }
  CHECK(total == 20);
}

TEST_CASE("requests that cannot be scored are refused with their position") {
  TemporaryFolder folder;
  write_model(folder / "model", shape(1), 1);
  const auto complaint = [&](const std::vector<ScoreRequest>& requests) {
    auto run = configuration(folder, requests);
    run.models = {folder / "model"};
    std::ostringstream out;
    Events events(out);
    return test::failure_message([&] { run_score(run, events, kNotInterrupted); });
  };
  CHECK(complaint({{{1}, {2}}, {{1}, {}}}).find("line 2") != std::string::npos);
  CHECK(complaint({{{1}, {23}}}) == "request 1: token 23 is outside the vocabulary of 23");
  CHECK(complaint({{{1}, std::vector<int32_t>(11, 1)}}) ==
        "request 1: its continuation has 11 tokens, more than the model's context of 10");
  CHECK_FALSE(std::filesystem::exists(folder / "results.jsonl"));
}
