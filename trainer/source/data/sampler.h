#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/mixture.h"
#include "data/token_shard.h"
#include "protocol/configuration.h"
#include "protocol/events.h"

namespace ablate {

/// The order in which one arm sees its data: the n-th sequence is a function of (seed, mixture, n), whatever the pack,
/// the number of threads or earlier interruptions. The mixture picks the source of sequence n (see mixture.h); the k-th
/// draw of a source is chunk `permutation(seed, source, epoch)(k mod chunks)` with epoch = k / chunks, so arms of one
/// seed draw the same chunks of a source in the same order. A chunk is context + 1 tokens; neighbours share one token,
/// so that every token is a target once an epoch.
class Sampler {
 public:
  /// Opens the shards. `token_bytes` (bytes of each token id; its size is the vocabulary) must outlive the sampler.
  /// Throws Failure (data) where a shard cannot be read or is shorter than one sequence.
  Sampler(const ArmConfiguration& arm, int64_t context, std::span<const int32_t> token_bytes);

  /// Where a sequence lies: context + 1 tokens of a source's shard.
  struct Draw {
    size_t source;
    int64_t first_token;
  };

  /// Draws sequences first_sequence … first_sequence + draws.size() − 1 and counts them. Sequences are asked for in
  /// order: `first_sequence` is where the last call (or `resume`) ended. Throws Failure (data) for a token id outside
  /// the vocabulary.
  void draw(int64_t first_sequence, std::span<Draw> draws);

  const TokenShard& shard(size_t source) const { return sources_[source].shard; }

  /// Continues after `sequences` sequences, with the counts of that moment: those that a checkpoint kept, or earlier
  /// ones of this sampler. O(sequences), without reading data. Throws Failure (data) where the counts are not those of
  /// this mixture.
  void resume(int64_t sequences, const std::vector<SourceCount>& counts);

  /// What `draw` has handed out, per source in the order of the configuration.
  const std::vector<SourceCount>& counts() const { return counts_; }

 private:
  struct Source {
    TokenShard shard;
    uint64_t seed;  ///< with the name and the epoch the key of its permutation
    std::string name;
    int64_t chunks;  ///< in one epoch
  };

  int64_t draw_chunk(const Source& source, SourceCount& count);

  int64_t context_;
  std::span<const int32_t> token_bytes_;
  std::vector<Source> sources_;
  Mixture start_;  ///< before the first sequence
  Mixture mixture_;
  std::vector<SourceCount> counts_;
  std::vector<int32_t> tokens_;  ///< of the sequence that is being counted
  int64_t next_sequence_ = 0;
};

}  // namespace ablate
