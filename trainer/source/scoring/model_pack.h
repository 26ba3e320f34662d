#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "backend/backend.h"
#include "inference/decoder.h"
#include "scoring/score_batches.h"

namespace ablate {

/// What one model says of a request.
struct ModelScore {
  double log_likelihood = 0;  ///< nats, summed over the continuation
  bool greedy = true;         ///< whether each token of the continuation is the likeliest
};

/// Models of one shape, loaded for scoring.
class ModelPack {
 public:
  /// Loads the models and takes memory for these batches. Throws Failure (model) where a folder cannot be used, Failure
  /// (memory) where the models do not fit into memory.
  ModelPack(const ModelShape& shape, std::span<const std::filesystem::path> folders, const Backend& backend,
            std::span<const ScoreBatch> batches);

  /// Called after each batch with the models that it has been scored with, from several threads at a time. Returns
  /// whether to go on.
  using BatchDone = std::function<bool(const ScoreBatch& batch, int64_t models)>;

  /// Scores the batches: [models][requests], `requests` being as many as there are in all batches.
  std::vector<std::vector<ModelScore>> score(size_t requests, const BatchDone& done) const;

 private:
  /// Memory of the models that are computed at one time, from one slot on.
  struct SlotMemory {
    BatchMemory batch;
    DeviceBuffer rows;
    DeviceBuffer first_targets;
    DeviceBuffer targets;
  };

  void score_batch(const ScoreBatch& batch, Backend::ArmGroup group, int64_t slot,
                   std::vector<std::vector<ModelScore>>& scores) const;
  ArmTensor weights() const;
  /// Memory of `size` elements of each model that is computed at a time, from `slot` on.
  ArmTensor part(const DeviceBuffer& buffer, int64_t size, int64_t slot) const;

  ModelShape shape_;
  const Backend& backend_;
  std::span<const ScoreBatch> batches_;
  int64_t models_;
  int64_t rows_ = 0;        ///< the most of a batch
  int64_t cache_rows_ = 0;  ///< the most of a batch
  int64_t targets_ = 0;     ///< the most of a batch
  std::unique_ptr<Decoder> decoder_;
  DeviceBuffer weights_;
  std::vector<SlotMemory> slots_;
  DeviceBuffer cache_;            ///< [workspace arms] one layer's keys and values: each layer uses it again
  DeviceBuffer selected_;         ///< [workspace arms][rows · hidden]: rows that predict a continuation
  DeviceBuffer log_likelihoods_;  ///< [workspace arms][targets]
  DeviceBuffer greedy_;           ///< [workspace arms][targets]
};

}  // namespace ablate
