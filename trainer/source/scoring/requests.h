#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace ablate {

/// What is asked of every model: the likelihood of `continuation` after `context`, as token ids.
struct ScoreRequest {
  std::vector<int32_t> context;
  std::vector<int32_t> continuation;
};

/// The answer, with one entry per model.
struct ScoreResult {
  std::vector<double> log_likelihoods;  ///< nats, summed over the continuation
  std::vector<bool> greedy;             ///< whether each token of the continuation is the likeliest
  int64_t tokens = 0;                   ///< of the continuation
};

/// Reads requests, one JSON object a line. Throws Failure (data) that names the line of a request that is malformed or
/// has an empty continuation.
std::vector<ScoreRequest> read_score_requests(const std::filesystem::path& file);

/// Writes results, one JSON object a line, a number that is not finite as null; the file appears only when complete.
/// Throws Failure (storage).
void write_score_results(const std::filesystem::path& file, const std::vector<ScoreResult>& results);

}  // namespace ablate
