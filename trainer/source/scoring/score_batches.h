#pragma once

#include <cstdint>
#include <vector>

#include "scoring/requests.h"

namespace ablate {

/// Requests that are computed together, as sequences of one length. Shorter ones are padded on the right, which changes
/// nothing before it because attention is causal.
struct ScoreBatch {
  int64_t length;
  std::vector<size_t> requests;       ///< positions in the list of requests; one sequence each
  std::vector<int32_t> inputs;        ///< [sequences · length]
  std::vector<int32_t> rows;          ///< rows of the inputs whose next token is one of the continuation, in order
  std::vector<int32_t> targets;       ///< that next token
  std::vector<size_t> row_sequences;  ///< the sequence of each of these rows, as a position in `requests`
};

/// Groups requests of similar length into batches of at most `batch_tokens` tokens (or one request). A sequence is
/// context and continuation, cut on the left to `model_context` + 1 tokens; an empty context is one `end_of_text`.
/// Throws Failure (data) that names the request whose continuation alone is longer than `model_context`, or that has a
/// token outside `vocabulary`.
std::vector<ScoreBatch> make_score_batches(const std::vector<ScoreRequest>& requests, int64_t model_context,
                                           int64_t vocabulary, int32_t end_of_text, int64_t batch_tokens);

}  // namespace ablate
