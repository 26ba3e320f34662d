#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "generation/growing_completion.h"
#include "generation/sampling.h"
#include "inference/packed_sequences.h"

namespace ablate {

/// A request as a model of some shape sees it.
struct PreparedRequest {
  const GenerateRequest* request;
  std::vector<int32_t> prompt;  ///< not empty, cut on the left so that the completion fits into the model's context

  /// Tokens whose keys and values are kept: the last token of a completion is not looked at.
  int64_t cached_tokens() const { return static_cast<int64_t>(prompt.size()) + request->max_tokens - 1; }
};

/// Models of one shape, loaded for generation.
///
/// Each model continues its requests in lanes. A lane has room for some sequences, which grow by a token at each step;
/// one that ends makes room for the next request, whose prompt is computed beside the steps of the others. Lanes work
/// side by side where the backend does so; a small model has several, which spares its threads to wait for each other.
class GenerationPack {
 public:
  /// Loads the models and takes memory for these requests. Throws Failure (model) where a folder cannot be used,
  /// Failure (device) where the models do not fit into memory.
  GenerationPack(const ModelShape& shape, std::span<const std::filesystem::path> folders, const Backend& backend,
                 int threads, std::span<const PreparedRequest> requests);

  /// Called with the number of completions that have ended, from several threads at a time. Returns whether to go on.
  using CompletionsDone = std::function<bool(int64_t completions)>;

  /// Continues all requests: [models][requests].
  std::vector<std::vector<Completion>> generate(const GenerationSettings& settings, const CompletionsDone& done) const;

 private:
  /// A sequence that grows in a part of its lane's cache.
  struct Sequence {
    size_t request;
    int64_t cache_row;          ///< where its keys and values begin
    int64_t cached;             ///< tokens whose keys and values are kept
    std::vector<int32_t> next;  ///< tokens to be computed: the prompt, then the token that was chosen last
    GrowingCompletion completion;
  };

  /// Device memory of a lane.
  struct LaneMemory {
    BatchMemory batch;
    DeviceBuffer last_rows;  ///< [sequences]
    DeviceBuffer selected;   ///< [sequences · hidden]: the last rows
    DeviceBuffer logits;     ///< [sequences · vocabulary]
    DeviceBuffer cache;      ///< [layers][keys and values]
  };

  /// Requests that the lanes of a model take one after the other.
  struct Queue {
    std::atomic<size_t> next{0};
  };

  void run_lane(int64_t model, int64_t slot, const GenerationSettings& settings, Queue& queue,
                const CompletionsDone& done, std::vector<Completion>& completions) const;
  void admit(Queue& queue, const GenerationSettings& settings, std::optional<size_t>& waiting,
             std::vector<int64_t>& free_rows, std::vector<Sequence>& sequences) const;
  /// The logits [sequences, vocabulary] of the tokens after `next` of all sequences; advances `cached`.
  const float* compute_logits(int64_t model, int64_t slot, std::vector<Sequence>& sequences,
                              AlignedBuffer& staging) const;
  ConstArmTensor weights(int64_t model) const;
  CachedAttentionShape attention() const;

  ModelShape shape_;
  const Backend& backend_;
  std::span<const PreparedRequest> requests_;
  int64_t models_;
  int64_t lanes_;          ///< of each model
  int64_t sequences_;      ///< of a lane
  int64_t sequence_rows_;  ///< of cache, of a sequence
  std::unique_ptr<Decoder> decoder_;
  DeviceBuffer weights_;
  std::vector<LaneMemory> memory_;
};

}  // namespace ablate
