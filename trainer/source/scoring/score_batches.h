#pragma once

#include <cstdint>
#include <vector>

#include "inference/packed_sequences.h"
#include "scoring/requests.h"

namespace ablate {

/// Requests that are computed together: sequences of any lengths, end to end, of which those that begin alike have the
/// beginning in common.
struct ScoreBatch {
  PackedSequences sequences;
  int64_t requests;                         ///< how many end in this batch
  int64_t cache_rows;                       ///< rows of cache that the sequences take
  std::vector<int32_t> rows;                ///< rows whose next token is one of a continuation, ascending
  std::vector<int32_t> first_targets;       ///< [rows + 1]: where the targets of each of these rows begin
  std::vector<int32_t> targets;             ///< those next tokens
  std::vector<size_t> requests_of_targets;  ///< their requests, as positions in the list
};

/// Packs requests into batches of at most `batch_tokens` rows and as many targets (or one request). A sequence is
/// context and continuation, cut on the left to `model_context` + 1 tokens; an empty context is one `end_of_text`. Runs
/// of cached tokens begin at multiples of `cache_alignment`. Throws Failure (data) that names the request whose
/// continuation alone is longer than `model_context`, or that has a token outside `vocabulary`.
std::vector<ScoreBatch> make_score_batches(const std::vector<ScoreRequest>& requests, int64_t model_context,
                                           int64_t vocabulary, int32_t end_of_text, int64_t batch_tokens,
                                           int64_t cache_alignment);

}  // namespace ablate
