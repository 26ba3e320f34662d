#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "backend/backend.h"
#include "model/model.h"
#include "scoring/score_batches.h"

namespace ablate {

/// Models of one shape, loaded for scoring.
class ModelPack {
 public:
  /// Loads the models; `rows` is the most tokens of a batch. Throws Failure (model) where a folder cannot be used,
  /// Failure (device) where the models do not fit into memory.
  ModelPack(const ModelShape& shape, std::span<const std::filesystem::path> folders, const Backend& backend,
            int64_t rows);

  /// Scores a batch: [sequences of the batch], each with one entry per model.
  std::vector<ScoreResult> score(const ScoreBatch& batch);

 private:
  ArmTensor parameters() const;

  ModelShape shape_;
  const Backend& backend_;
  int64_t models_;
  int64_t rows_;
  std::unique_ptr<Model> model_;
  DeviceBuffer parameters_;       ///< of the type that the backend computes in
  DeviceBuffer selected_;         ///< [workspace arms][rows · hidden]: rows that predict the continuation
  DeviceBuffer inputs_;           ///< [rows]
  DeviceBuffer rows_of_targets_;  ///< [rows]
  DeviceBuffer targets_;          ///< [rows]
  DeviceBuffer log_likelihoods_;  ///< [models][rows]
  DeviceBuffer greedy_;           ///< [models][rows]
};

}  // namespace ablate
