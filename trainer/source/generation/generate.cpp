#include "generation/generate.h"

#include <algorithm>
#include <chrono>
#include <mutex>

#include "generation/generation_pack.h"
#include "generation/stop_texts.h"
#include "inference/shape_groups.h"
#include "machine/machine.h"
#include "protocol/exit_status.h"

namespace ablate {

namespace {

void check_end_of_text(int32_t end_of_text, int64_t vocabulary) {
  if (end_of_text < vocabulary) return;
  throw Failure(FailureKind::configuration, "endOfText: " + std::to_string(end_of_text) +
                                                " is outside the vocabulary of " + std::to_string(vocabulary));
}

PreparedRequest prepare(const GenerateRequest& request, const std::string& name, const ModelShape& shape,
                        int32_t end_of_text) {
  if (request.max_tokens > shape.context) {
    throw Failure(FailureKind::data, name + ": maxTokens is " + std::to_string(request.max_tokens) +
                                         ", more than the model's context of " + std::to_string(shape.context));
  }
  for (const int32_t token : request.prompt) {
    if (token >= shape.vocabulary) {
      throw Failure(FailureKind::data, name + ": token " + std::to_string(token) + " is outside the vocabulary of " +
                                           std::to_string(shape.vocabulary));
    }
  }
  std::vector<int32_t> prompt = request.prompt;
  if (prompt.empty()) prompt.push_back(end_of_text);
  const int64_t excess = static_cast<int64_t>(prompt.size()) - (shape.context + 1 - request.max_tokens);
  if (excess > 0) prompt.erase(prompt.begin(), prompt.begin() + excess);
  return {&request, std::move(prompt)};
}

std::vector<PreparedRequest> prepare(const std::vector<GenerateRequest>& requests, const ModelShape& shape,
                                     int32_t end_of_text) {
  check_end_of_text(end_of_text, shape.vocabulary);
  std::vector<PreparedRequest> prepared;
  for (const GenerateRequest& request : requests) {
    prepared.push_back(prepare(request, "request " + std::to_string(prepared.size() + 1), shape, end_of_text));
  }
  return prepared;
}

void check_stops(const std::vector<GenerateRequest>& requests, const GenerateConfiguration& configuration) {
  if (configuration.token_strings) return;
  const auto stopped =
      std::ranges::find_if(requests, [](const GenerateRequest& request) { return !request.stops.empty(); });
  if (stopped == requests.end()) return;
  throw Failure(FailureKind::configuration, "tokenStrings is missing: request " +
                                                std::to_string(stopped - requests.begin() + 1) +
                                                " has stop texts, which are looked for in the bytes of tokens");
}

}  // namespace

int run_generate(const GenerateConfiguration& configuration, Events& events, const std::atomic<int>& interrupted) {
  const auto started_at = std::chrono::steady_clock::now();
  const std::unique_ptr<Backend> backend =
      create_backend(configuration.device, configuration.threads, configuration.precision);
  const std::vector<GenerateRequest> requests = read_generate_requests(configuration.requests);
  check_stops(requests, configuration);
  const std::vector<ShapeGroup> groups = group_by_shape(configuration.models);
  const size_t models = configuration.models.size();
  events.start(GenerateStartEvent{static_cast<int64_t>(models), static_cast<int64_t>(requests.size())});

  std::vector<std::vector<Completion>> results(requests.size(), std::vector<Completion>(models));
  std::mutex telling;
  int64_t done = 0;
  const GenerationPack::CompletionsDone completions_done = [&](int64_t completions) {
    const std::lock_guard lock(telling);
    done += completions;
    if (completions > 0) events.progress(done, static_cast<int64_t>(requests.size() * models));
    return interrupted == 0;
  };
  int64_t tokens = 0;
  for (const ShapeGroup& group : groups) {
    const std::vector<PreparedRequest> prepared = prepare(requests, group.shape, configuration.end_of_text);
    GenerationSettings settings{configuration.end_of_text, configuration.sampling, {}};
    if (configuration.token_strings) {
      settings.token_strings = read_token_strings(*configuration.token_strings, group.shape.vocabulary);
    }
    std::vector<std::filesystem::path> folders;
    for (const size_t model : group.models) folders.push_back(configuration.models[model]);
    const GenerationPack pack(group.shape, folders, *backend, configuration.threads, prepared);
    std::vector<std::vector<Completion>> completions = pack.generate(settings, completions_done);
    if (interrupted != 0) return kExitInterrupted;
    for (size_t i = 0; i < group.models.size(); ++i) {
      for (size_t request = 0; request < requests.size(); ++request) {
        tokens += static_cast<int64_t>(completions[i][request].tokens.size());
        results[request][group.models[i]] = std::move(completions[i][request]);
      }
    }
  }
  write_generate_results(configuration.results, results, configuration.token_strings.has_value());
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started_at;
  events.done(GenerateDoneEvent{static_cast<int64_t>(requests.size()), tokens, seconds.count(), peak_memory_bytes()});
  return kExitDone;
}

}  // namespace ablate
