#include "scoring/score.h"

#include <algorithm>
#include <chrono>

#include "backend/backend.h"
#include "machine/machine.h"
#include "protocol/exit_status.h"
#include "scoring/model_pack.h"
#include "storage/model_folder.h"

namespace ablate {

namespace {

// Tokens of a batch, for each model: enough for efficient products.
constexpr int64_t kBatchTokens = 2048;

/// Models of one shape, as positions in the configuration.
struct ShapeGroup {
  ModelShape shape;
  std::vector<size_t> models;
};

std::vector<ShapeGroup> group_by_shape(const std::vector<std::filesystem::path>& folders) {
  std::vector<ShapeGroup> groups;
  for (size_t model = 0; model < folders.size(); ++model) {
    const ModelShape shape = read_model_shape(folders[model]);
    auto group = std::ranges::find(groups, shape, &ShapeGroup::shape);
    if (group == groups.end()) group = groups.insert(groups.end(), {shape, {}});
    group->models.push_back(model);
  }
  return groups;
}

}  // namespace

int run_score(const ScoreConfiguration& configuration, Events& events, const std::atomic<int>& interrupted) {
  const auto started_at = std::chrono::steady_clock::now();
  const std::unique_ptr<Backend> backend = create_backend(configuration.device, configuration.threads);
  const std::vector<ScoreRequest> requests = read_score_requests(configuration.requests);
  const std::vector<ShapeGroup> groups = group_by_shape(configuration.models);
  const size_t models = configuration.models.size();
  events.start(ScoreStartEvent{static_cast<int64_t>(models), static_cast<int64_t>(requests.size())});

  std::vector<ScoreResult> results(requests.size(), {std::vector<double>(models), std::vector<bool>(models)});
  size_t done = 0;
  for (const ShapeGroup& group : groups) {
    std::vector<std::filesystem::path> folders;
    for (const size_t model : group.models) folders.push_back(configuration.models[model]);
    const std::vector<ScoreBatch> batches = make_score_batches(requests, group.shape.context, group.shape.vocabulary,
                                                               configuration.end_of_text, kBatchTokens);
    ModelPack pack(group.shape, folders, *backend, std::max(kBatchTokens, group.shape.context));
    for (const ScoreBatch& batch : batches) {
      if (interrupted != 0) return kExitInterrupted;
      const std::vector<ScoreResult> scored = pack.score(batch);
      for (size_t sequence = 0; sequence < scored.size(); ++sequence) {
        ScoreResult& result = results[batch.requests[sequence]];
        for (size_t i = 0; i < group.models.size(); ++i) {
          result.log_likelihoods[group.models[i]] = scored[sequence].log_likelihoods[i];
          result.greedy[group.models[i]] = scored[sequence].greedy[i];
        }
      }
      done += batch.requests.size() * group.models.size();
      events.progress(static_cast<int64_t>(done), static_cast<int64_t>(requests.size() * models));
    }
  }
  write_score_results(configuration.results, results);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started_at;
  events.done(ScoreDoneEvent{static_cast<int64_t>(requests.size()), seconds.count(), peak_memory_bytes()});
  return kExitDone;
}

}  // namespace ablate
