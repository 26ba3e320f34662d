#include "scoring/score.h"

#include <algorithm>
#include <chrono>
#include <mutex>

#include "backend/backend.h"
#include "inference/shape_groups.h"
#include "machine/machine.h"
#include "protocol/exit_status.h"
#include "scoring/model_pack.h"

namespace ablate {

namespace {

// Tokens of a batch, for each model: enough for efficient products.
constexpr int64_t kBatchTokens = 2048;

}  // namespace

int run_score(const ScoreConfiguration& configuration, Events& events, const std::atomic<int>& interrupted) {
  const auto started_at = std::chrono::steady_clock::now();
  const std::unique_ptr<Backend> backend =
      create_backend(configuration.device, configuration.threads, configuration.precision);
  const std::vector<ScoreRequest> requests = read_score_requests(configuration.requests);
  const std::vector<ShapeGroup> groups = group_by_shape(configuration.models);
  const size_t models = configuration.models.size();
  events.start(ScoreStartEvent{static_cast<int64_t>(models), static_cast<int64_t>(requests.size())});

  std::vector<ScoreResult> results(requests.size(), {std::vector<double>(models), std::vector<bool>(models)});
  for (size_t i = 0; i < requests.size(); ++i) {
    results[i].tokens = static_cast<int64_t>(requests[i].continuation.size());
  }
  std::mutex telling;
  int64_t done = 0;
  const ModelPack::BatchDone batch_done = [&](const ScoreBatch& batch, int64_t scored_models) {
    const std::lock_guard lock(telling);
    done += batch.requests * scored_models;
    events.progress(done, static_cast<int64_t>(requests.size() * models));
    return interrupted == 0;
  };
  for (const ShapeGroup& group : groups) {
    std::vector<std::filesystem::path> folders;
    for (const size_t model : group.models) folders.push_back(configuration.models[model]);
    const std::vector<ScoreBatch> batches =
        make_score_batches(requests, group.shape.context, group.shape.vocabulary, configuration.end_of_text,
                           kBatchTokens, backend->cache_alignment());
    const ModelPack pack(group.shape, folders, *backend, batches);
    const std::vector<std::vector<ModelScore>> scores = pack.score(requests.size(), batch_done);
    if (interrupted != 0) return kExitInterrupted;
    for (size_t i = 0; i < group.models.size(); ++i) {
      for (size_t request = 0; request < requests.size(); ++request) {
        results[request].log_likelihoods[group.models[i]] = scores[i][request].log_likelihood;
        results[request].greedy[group.models[i]] = scores[i][request].greedy;
      }
    }
  }
  write_score_results(configuration.results, results);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started_at;
  events.done(ScoreDoneEvent{static_cast<int64_t>(requests.size()), seconds.count(), peak_memory_bytes()});
  return kExitDone;
}

}  // namespace ablate
