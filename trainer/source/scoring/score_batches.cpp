#include "scoring/score_batches.h"

#include <algorithm>
#include <span>
#include <string>

#include "protocol/failure.h"
#include "scoring/shared_prefixes.h"

namespace ablate {

namespace {

/// Context and continuation as the model sees them; of the last token only the likelihood is asked for.
struct Sequence {
  std::vector<int32_t> inputs;
  int32_t last;
  size_t scored;  ///< tokens of the continuation: the last ones

  int32_t token_after(size_t position) const { return position + 1 < inputs.size() ? inputs[position + 1] : last; }
};

Sequence sequence_of(const ScoreRequest& request, int64_t model_context, int32_t end_of_text) {
  std::vector<int32_t> inputs = request.context;
  if (inputs.empty()) inputs.push_back(end_of_text);
  inputs.insert(inputs.end(), request.continuation.begin(), request.continuation.end());
  const int32_t last = inputs.back();
  inputs.pop_back();
  const auto excess = static_cast<int64_t>(inputs.size()) - model_context;
  if (excess > 0) inputs.erase(inputs.begin(), inputs.begin() + excess);
  return {std::move(inputs), last, request.continuation.size()};
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

/// What is asked of a row: the likelihood of its next token in a request.
struct Question {
  int64_t row;
  int32_t target;
  size_t request;
};

/// Fills batches one after the other.
class BatchPacker {
 public:
  BatchPacker(const std::vector<Sequence>& sequences, int64_t batch_tokens, int64_t cache_alignment)
      : sequences_(sequences), batch_tokens_(batch_tokens), cache_alignment_(cache_alignment) {}

  void add(const PrefixGroup& group) {
    begin_group(group);
    for (const size_t member : group.members) {
      const Sequence& sequence = sequences_[member];
      const auto own = static_cast<int64_t>(sequence.inputs.size() - group.prefix);
      if (!fits(own, sequence.scored)) {
        finish();
        begin_group(group);
      }
      add_member(group, member);
    }
  }

  std::vector<ScoreBatch> finish_all() {
    finish();
    return std::move(batches_);
  }

 private:
  bool fits(int64_t rows, size_t questions) const {
    return batch_.requests == 0 || (batch_.sequences.rows() + rows <= batch_tokens_ &&
                                    static_cast<int64_t>(questions_.size() + questions) <= batch_tokens_);
  }

  int64_t take_cache_rows(int64_t count) {
    const int64_t first = batch_.cache_rows;
    batch_.cache_rows += (count + cache_alignment_ - 1) / cache_alignment_ * cache_alignment_;
    return first;
  }

  /// Adds the common prefix, in a new batch where the first member would not fit into this one.
  void begin_group(const PrefixGroup& group) {
    const Sequence& first = sequences_[group.members.front()];
    if (!fits(static_cast<int64_t>(first.inputs.size()), first.scored)) finish();
    const std::span<const int32_t> prefix(first.inputs.data(), group.prefix);
    prefix_cache_row_ = take_cache_rows(static_cast<int64_t>(group.prefix));
    prefix_row_ = batch_.sequences.add(prefix, prefix_cache_row_, 0, prefix_cache_row_);
  }

  void add_member(const PrefixGroup& group, size_t request) {
    const Sequence& sequence = sequences_[request];
    const std::span<const int32_t> own = std::span(sequence.inputs).subspan(group.prefix);
    const int64_t prefix = static_cast<int64_t>(group.prefix);
    int64_t own_row = 0;
    if (!own.empty()) {
      const int64_t cache_row = take_cache_rows(static_cast<int64_t>(own.size()));
      own_row = batch_.sequences.add(own, prefix_cache_row_, prefix, cache_row);
    }
    for (size_t position = sequence.inputs.size() - sequence.scored; position < sequence.inputs.size(); ++position) {
      const auto at = static_cast<int64_t>(position);
      const int64_t row = position < group.prefix ? prefix_row_ + at : own_row + at - prefix;
      questions_.push_back({row, sequence.token_after(position), request});
    }
    ++batch_.requests;
  }

  void finish() {
    if (batch_.requests == 0) return;
    std::ranges::stable_sort(questions_, {}, &Question::row);
    for (const Question& question : questions_) {
      if (batch_.rows.empty() || batch_.rows.back() != question.row) {
        batch_.rows.push_back(static_cast<int32_t>(question.row));
        batch_.first_targets.push_back(static_cast<int32_t>(batch_.targets.size()));
      }
      batch_.targets.push_back(question.target);
      batch_.requests_of_targets.push_back(question.request);
    }
    batch_.first_targets.push_back(static_cast<int32_t>(batch_.targets.size()));
    batches_.push_back(std::move(batch_));
    batch_ = {};
    questions_.clear();
  }

  const std::vector<Sequence>& sequences_;
  int64_t batch_tokens_;
  int64_t cache_alignment_;
  ScoreBatch batch_{};
  std::vector<Question> questions_;
  int64_t prefix_row_ = 0;
  int64_t prefix_cache_row_ = 0;
  std::vector<ScoreBatch> batches_;
};

}  // namespace

std::vector<ScoreBatch> make_score_batches(const std::vector<ScoreRequest>& requests, int64_t model_context,
                                           int64_t vocabulary, int32_t end_of_text, int64_t batch_tokens,
                                           int64_t cache_alignment) {
  std::vector<Sequence> sequences;
  std::vector<std::vector<int32_t>> inputs;
  for (size_t i = 0; i < requests.size(); ++i) {
    check(requests[i], i, model_context, vocabulary, end_of_text);
    sequences.push_back(sequence_of(requests[i], model_context, end_of_text));
    inputs.push_back(sequences.back().inputs);
  }
  BatchPacker packer(sequences, batch_tokens, cache_alignment);
  for (const PrefixGroup& group : group_by_prefix(inputs)) packer.add(group);
  return packer.finish_all();
}

}  // namespace ablate
