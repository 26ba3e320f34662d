#include "data/sampler.h"

#include <string>

#include "data/permutation.h"
#include "protocol/failure.h"

namespace ablate {

namespace {

std::vector<double> weights_of(const ArmConfiguration& arm) {
  std::vector<double> weights;
  for (const SourceWeight& source : arm.sources) weights.push_back(source.weight);
  return weights;
}

}  // namespace

Sampler::Sampler(const ArmConfiguration& arm, int64_t context, std::span<const int32_t> token_bytes)
    : context_(context),
      token_bytes_(token_bytes),
      start_(weights_of(arm)),
      mixture_(start_),
      tokens_(static_cast<size_t>(context + 1)) {
  for (const SourceWeight& configured : arm.sources) {
    TokenShard shard(configured.shard);
    const int64_t chunks = (shard.size() - 1) / context;
    if (shard.size() <= context) {
      throw Failure(FailureKind::data, shard.path().string() + " has " + std::to_string(shard.size()) +
                                           " tokens; one sequence of source \"" + configured.name + "\" needs " +
                                           std::to_string(context + 1));
    }
    sources_.push_back({std::move(shard), arm.seed, configured.name, chunks});
    counts_.push_back({.name = configured.name, .epoch_sequences = chunks});
  }
}

void Sampler::draw(int64_t first_sequence, std::span<Draw> draws) {
  if (first_sequence != next_sequence_) throw std::logic_error("sequences must be asked for in order");
  for (Draw& draw : draws) {
    draw.source = mixture_.next();
    draw.first_token = draw_chunk(sources_[draw.source], counts_[draw.source]);
  }
  next_sequence_ += static_cast<int64_t>(draws.size());
}

int64_t Sampler::draw_chunk(const Source& source, SourceCount& count) {
  const int64_t draw = count.sequences;
  const auto epoch = static_cast<uint64_t>(draw / source.chunks);
  const Permutation order(stream_key(source.seed, source.name, epoch), source.chunks);
  const int64_t first_token = order(draw % source.chunks) * context_;
  source.shard.copy(first_token, context_ + 1, tokens_.data());
  for (int64_t position = 0; position <= context_; ++position) {
    const int64_t token = tokens_[static_cast<size_t>(position)];
    if (token < 0 || token >= static_cast<int64_t>(token_bytes_.size())) {
      throw Failure(FailureKind::data, source.shard.path().string() + " holds token id " + std::to_string(token) +
                                           ", outside the vocabulary of " + std::to_string(token_bytes_.size()));
    }
    if (position > 0) count.bytes += token_bytes_[static_cast<size_t>(token)];
  }
  count.tokens += context_;
  count.sequences += 1;
  return first_token;
}

void Sampler::resume(int64_t sequences, const std::vector<SourceCount>& counts) {
  Mixture mixture = start_;
  std::vector<int64_t> drawn(sources_.size(), 0);
  for (int64_t sequence = 0; sequence < sequences; ++sequence) ++drawn[mixture.next()];
  bool agrees = counts.size() == sources_.size();
  for (size_t source = 0; agrees && source < sources_.size(); ++source) {
    agrees = counts[source].name == counts_[source].name && counts[source].sequences == drawn[source];
  }
  if (!agrees)
    throw Failure(FailureKind::data, "the checkpoint was made with another mixture than the configuration's");
  mixture_ = mixture;
  for (size_t source = 0; source < sources_.size(); ++source) {
    counts_[source] = counts[source];
    counts_[source].epoch_sequences = sources_[source].chunks;
  }
  next_sequence_ = sequences;
}

}  // namespace ablate
