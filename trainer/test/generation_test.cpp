#include "generation/generate.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
#include <sstream>

#include "failure_message.h"
#include "generation/growing_completion.h"
#include "generation/sampling.h"
#include "generation/stop_texts.h"
#include "model/initialise.h"
#include "protocol/base64.h"
#include "reference/llama.h"
#include "storage/model_folder.h"
#include "temporary_folder.h"

using namespace ablate;
using ablate::reference::Tokens;
using ablate::reference::Values;
using ablate::test::TemporaryFolder;
using nlohmann::json;

namespace {

const std::atomic<int> kNotInterrupted{0};
constexpr int32_t kEndOfText = 3;
constexpr int32_t kVocabulary = 29;

const ModelShape kShape{.architecture = "llama",
                        .vocabulary = kVocabulary,
                        .hidden = 32,
                        .layers = 2,
                        .heads = 4,
                        .key_value_heads = 2,
                        .feed_forward = 40,
                        .context = 40,
                        .rope_theta = 10000,
                        .norm_epsilon = 1e-5,
                        .tied_embeddings = false};

/// Parameters whose next token depends much on the tokens before.
std::vector<float> write_model(const std::filesystem::path& folder, uint64_t seed) {
  const ParameterLayout layout(kShape);
  std::vector<float> parameters(static_cast<size_t>(layout.size()));
  initialise_parameters(layout, kShape.layers, seed, parameters.data());
  for (float& value : parameters) value *= 8;
  write_model_folder(folder, kShape, kEndOfText, layout.views(parameters.data()));
  return parameters;
}

/// The likeliest tokens one after the other, under the float64 reference on the whole sequence each time.
Tokens expected_greedy(const std::vector<float>& parameters, Tokens sequence, int64_t count) {
  const Values values(parameters.begin(), parameters.end());
  Tokens chosen;
  while (static_cast<int64_t>(chosen.size()) < count) {
    Tokens targets(sequence.begin() + 1, sequence.end());
    targets.push_back(0);
    std::vector<double> losses;
    for (int32_t token = 0; token < kVocabulary; ++token) {
      targets.back() = token;
      losses.push_back(reference::llama(kShape, values, 1, sequence, targets).loss);
    }
    const auto token = static_cast<int32_t>(std::ranges::min_element(losses) - losses.begin());
    if (token == kEndOfText) break;
    chosen.push_back(token);
    sequence.push_back(token);
  }
  return chosen;
}

/// What run_generate writes for these requests, as a list of results.
std::vector<json> generate(const TemporaryFolder& folder, const std::vector<json>& requests,
                           const std::vector<std::filesystem::path>& models,
                           const std::optional<Sampling>& sampling = {}, int threads = 2) {
  std::string lines;
  for (const json& request : requests) lines += request.dump() + '\n';
  test::write_file(folder / "requests.jsonl", lines);
  json strings = json::array();
  for (int32_t token = 0; token < kVocabulary; ++token) {
    strings.push_back(encode_base64(std::string(1, static_cast<char>('A' + token))));
  }
  test::write_file(folder / "token-strings.json", strings.dump());
  const GenerateConfiguration configuration{.device = "cpu",
                                            .threads = threads,
                                            .models = models,
                                            .requests = folder / "requests.jsonl",
                                            .results = folder / "results.jsonl",
                                            .end_of_text = kEndOfText,
                                            .token_strings = folder / "token-strings.json",
                                            .sampling = sampling};
  std::ostringstream out;
  Events events(out);
  CHECK(run_generate(configuration, events, kNotInterrupted) == 0);
  std::vector<json> results;
  std::istringstream written(test::read_file(configuration.results));
  for (std::string line; std::getline(written, line);) results.push_back(json::parse(line).at("completions"));
  return results;
}

/// Prompts of many lengths.
std::vector<json> some_requests(int count) {
  std::vector<json> requests;
  for (int i = 0; i < count; ++i) {
    Tokens prompt;
    for (int32_t token = 0; token < i * 7 % 19; ++token) prompt.push_back((i * 5 + token * 11) % kVocabulary);
    requests.push_back({{"prompt", prompt}, {"maxTokens", 1 + i * 3 % 20}});
  }
  return requests;
}

}  // namespace

TEST_CASE("greedy generation with cached keys gives what the float64 reference gives on whole sequences") {
  TemporaryFolder folder;
  const std::vector<std::filesystem::path> models{folder / "a", folder / "b"};
  const std::vector<std::vector<float>> parameters{write_model(models[0], 1), write_model(models[1], 2)};
  // An empty prompt is one end of text; the last prompt is cut on the left to 40 + 1 - 5 tokens.
  Tokens too_long(50);
  std::iota(too_long.begin(), too_long.end(), -21);
  for (int32_t& token : too_long) token = std::abs(token);
  const std::vector<json> requests{{{"prompt", Tokens{1, 2, 5}}, {"maxTokens", 12}},
                                   {{"prompt", Tokens{}}, {"maxTokens", 6}},
                                   {{"prompt", too_long}, {"maxTokens", 5}}};
  const std::vector<Tokens> seen{{1, 2, 5}, {kEndOfText}, {too_long.begin() + 14, too_long.end()}};
  const std::vector<json> results = generate(folder, requests, models);
  REQUIRE(results.size() == requests.size());
  for (size_t request = 0; request < requests.size(); ++request) {
    for (size_t model = 0; model < models.size(); ++model) {
      CAPTURE(request);
      CAPTURE(model);
      const int64_t count = requests[request].at("maxTokens");
      const Tokens expected = expected_greedy(parameters[model], seen[request], count);
      CHECK(results[request][model].at("tokens") == expected);
      const bool whole = static_cast<int64_t>(expected.size()) == count;
      CHECK(results[request][model].at("stopped") == (whole ? "length" : "endOfText"));
    }
  }
}

TEST_CASE("a completion does not depend on what is generated beside it, on threads or on the pack") {
  TemporaryFolder folder;
  const std::vector<std::filesystem::path> models{folder / "a", folder / "b", folder / "c"};
  for (size_t model = 0; model < models.size(); ++model) write_model(models[model], model);
  const Sampling sampling{.temperature = 1.5, .top_k = {}, .top_p = 0.9, .seed = 5};
  // More requests than there is room for at once.
  const std::vector<json> requests = some_requests(100);
  const std::vector<json> together = generate(folder, requests, models, sampling, 2);
  const std::vector<json> alone = generate(folder, requests, {models[1]}, sampling, 1);
  const std::vector<json> first = generate(folder, {requests[0], requests[1]}, {models[1]}, sampling, 2);
  for (size_t i = 0; i < requests.size(); ++i) CHECK(together[i][1] == alone[i][0]);
  for (size_t i = 0; i < first.size(); ++i) CHECK(first[i][0] == alone[i][0]);
  CHECK(together != generate(folder, requests, models, Sampling{1.5, {}, 0.9, 6}, 2));
}

TEST_CASE("a completion ends where a stop text begins") {
  TemporaryFolder folder;
  const std::vector<std::filesystem::path> models{folder / "a"};
  write_model(models[0], 1);
  const auto text_of = [](const json& completion) { return *decode_base64(completion.at("text").get<std::string>()); };
  const std::vector<json> requests = some_requests(40);
  const std::vector<json> whole = generate(folder, requests, models);
  const auto longest = std::ranges::max_element(whole, {}, [&](const json& of) { return text_of(of[0]).size(); });
  const json request = requests[static_cast<size_t>(longest - whole.begin())];
  const std::string text = text_of((*longest)[0]);
  REQUIRE(text.size() > 6);
  json stopping = request;
  stopping["stop"] = {"nowhere", text.substr(3, 3)};
  const json stopped = generate(folder, {stopping}, models)[0][0];
  const size_t at = text.find(text.substr(3, 3));
  CHECK(stopped.at("stopped") == "stop");
  CHECK(text_of(stopped) == text.substr(0, at));
  CHECK(stopped.at("tokens").size() == at);
}

TEST_CASE("a stop text may begin and end within tokens; the tokens before it stay") {
  // Tokens: 0 "ab", 1 "cd", 2 "ef".
  const GenerationSettings settings{7, {}, {"ab", "cd", "ef"}};
  const GenerateRequest request{{}, 10, {"de"}};
  GrowingCompletion completion(request, settings);
  CHECK_FALSE(completion.append(0));
  CHECK_FALSE(completion.append(1));
  CHECK(completion.append(2));
  CHECK(completion.completion().stopped == Stopped::stop_text);
  CHECK(completion.completion().text == "abc");
  CHECK(completion.completion().tokens == Tokens{0, 1});
  CHECK(find_stop("xxaby", 3, {"by", "ab"}) == 2);
  CHECK_FALSE(find_stop("xxaby", 0, {"z"}).has_value());
}

TEST_CASE("tokens are drawn with their probabilities, of those that top-k and top-p keep") {
  // Probabilities 0.1, 0.4, 0.2, 0.3 at temperature 2.
  const std::vector<double> probabilities{0.1, 0.4, 0.2, 0.3};
  std::vector<float> logits;
  for (const double p : probabilities) logits.push_back(static_cast<float>(2 * std::log(p)));
  const auto shares = [&](std::optional<int64_t> top_k, std::optional<double> top_p) {
    TokenChooser chooser(Sampling{2, top_k, top_p, 11});
    std::vector<double> counts(4);
    constexpr int kDraws = 20000;
    for (int i = 0; i < kDraws; ++i) counts[static_cast<size_t>(*chooser.choose(logits, i, 3))] += 1.0 / kDraws;
    return counts;
  };
  const auto check = [](const std::vector<double>& found, const std::vector<double>& expected) {
    // Four standard deviations of a share of 20,000 draws.
    for (size_t i = 0; i < expected.size(); ++i) CHECK(std::abs(found[i] - expected[i]) <= 0.0142 * (expected[i] > 0));
  };
  check(shares({}, {}), probabilities);
  check(shares(2, {}), {0, 4.0 / 7, 0, 3.0 / 7});
  check(shares({}, 0.65), {0, 4.0 / 7, 0, 3.0 / 7});
  check(shares({}, 0.75), {0, 4.0 / 9, 2.0 / 9, 3.0 / 9});
  check(shares(3, 0.5), {0, 4.0 / 7, 0, 3.0 / 7});  // of the three that are kept, two have 7/9
  CHECK(TokenChooser(std::nullopt).choose(std::vector<float>{1, 3, 3}, 0, 0) == 1);
  CHECK_FALSE(TokenChooser(std::nullopt).choose(std::vector<float>{1, NAN}, 0, 0).has_value());
}

TEST_CASE("requests that cannot be continued are refused with a way out") {
  TemporaryFolder folder;
  write_model(folder / "model", 1);
  const auto complaint = [&](const std::string& lines) {
    test::write_file(folder / "requests.jsonl", lines);
    std::ostringstream out;
    Events events(out);
    const GenerateConfiguration configuration{.device = "cpu",
                                              .threads = 1,
                                              .models = {folder / "model"},
                                              .requests = folder / "requests.jsonl",
                                              .results = folder / "results.jsonl",
                                              .end_of_text = kEndOfText,
                                              .token_strings = {},
                                              .sampling = {}};
    return test::failure_message([&] { run_generate(configuration, events, kNotInterrupted); });
  };
  const std::string good = "{\"prompt\": [1], \"maxTokens\": 2}\n";
  CHECK(complaint(good + "{\"prompt\": [1]}\n").find("line 2: not {\"prompt\"") != std::string::npos);
  CHECK(complaint(good + "{\"prompt\": [29], \"maxTokens\": 2}") ==
        "request 2: token 29 is outside the vocabulary of 29");
  CHECK(complaint("{\"prompt\": [1], \"maxTokens\": 41}") ==
        "request 1: maxTokens is 41, more than the model's context of 40");
  CHECK(complaint("{\"prompt\": [1], \"maxTokens\": 4, \"stop\": [\"a\"]}").starts_with("tokenStrings is missing"));
  CHECK_FALSE(std::filesystem::exists(folder / "results.jsonl"));
}

TEST_CASE("base64 is read and written as in RFC 4648") {
  // The examples of its section 10.
  for (const auto& [bytes, text] :
       {std::pair{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}}) {
    CHECK(encode_base64(bytes) == text);
    CHECK(decode_base64(text) == bytes);
  }
  for (const char* text : {"Zg", "Zg=", "Z===", "Zh==", "Zm9*"}) CHECK_FALSE(decode_base64(text).has_value());
}
