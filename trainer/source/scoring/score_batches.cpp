#include "scoring/score_batches.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "protocol/failure.h"

namespace ablate {

namespace {

/// Context and continuation as the model sees them, before the last token is cut off.
std::vector<int32_t> sequence_of(const ScoreRequest& request, int64_t model_context, int32_t end_of_text) {
  std::vector<int32_t> sequence = request.context;
  if (sequence.empty()) sequence.push_back(end_of_text);
  sequence.insert(sequence.end(), request.continuation.begin(), request.continuation.end());
  const auto excess = static_cast<int64_t>(sequence.size()) - (model_context + 1);
  if (excess > 0) sequence.erase(sequence.begin(), sequence.begin() + excess);
  return sequence;
}

void check(const ScoreRequest& request, size_t position, int64_t model_context, int64_t vocabulary,
           int32_t end_of_text) {
  const std::string name = "request " + std::to_string(position + 1);
  if (static_cast<int64_t>(request.continuation.size()) > model_context) {
    throw Failure(FailureKind::data, name + ": its continuation has " + std::to_string(request.continuation.size()) +
                                         " tokens, more than the model's context of " + std::to_string(model_context));
  }
  for (const auto* tokens : {&request.context, &request.continuation}) {
    for (const int32_t token : *tokens) {
      if (token >= vocabulary) {
        throw Failure(FailureKind::data, name + ": token " + std::to_string(token) + " is outside the vocabulary of " +
                                             std::to_string(vocabulary));
      }
    }
  }
  if (end_of_text < 0 || end_of_text >= vocabulary) {
    throw Failure(FailureKind::configuration, "endOfText: " + std::to_string(end_of_text) +
                                                  " is outside the vocabulary of " + std::to_string(vocabulary));
  }
}

void add_sequence(ScoreBatch& batch, size_t request, const std::vector<int32_t>& sequence, size_t continuation) {
  const size_t first_row = batch.requests.size() * static_cast<size_t>(batch.length);
  batch.inputs.insert(batch.inputs.end(), sequence.begin(), sequence.end() - 1);
  batch.inputs.resize(first_row + static_cast<size_t>(batch.length), 0);
  for (size_t position = sequence.size() - continuation; position < sequence.size(); ++position) {
    batch.rows.push_back(static_cast<int32_t>(first_row + position - 1));
    batch.targets.push_back(sequence[position]);
    batch.row_sequences.push_back(batch.requests.size());
  }
  batch.requests.push_back(request);
}

}  // namespace

std::vector<ScoreBatch> make_score_batches(const std::vector<ScoreRequest>& requests, int64_t model_context,
                                           int64_t vocabulary, int32_t end_of_text, int64_t batch_tokens) {
  std::vector<std::vector<int32_t>> sequences;
  for (size_t i = 0; i < requests.size(); ++i) {
    check(requests[i], i, model_context, vocabulary, end_of_text);
    sequences.push_back(sequence_of(requests[i], model_context, end_of_text));
  }
  std::vector<size_t> order(requests.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(order, [&](size_t a, size_t b) { return sequences[a].size() > sequences[b].size(); });

  std::vector<ScoreBatch> batches;
  for (const size_t request : order) {
    // The first request of a batch is its longest.
    const bool fits = !batches.empty() &&
                      static_cast<int64_t>(batches.back().requests.size() + 1) * batches.back().length <= batch_tokens;
    if (!fits) {
      batches.emplace_back();
      batches.back().length = static_cast<int64_t>(sequences[request].size()) - 1;
    }
    add_sequence(batches.back(), request, sequences[request], requests[request].continuation.size());
  }
  return batches;
}

}  // namespace ablate
