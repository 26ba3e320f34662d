#include "scoring/model_pack.h"

#include <algorithm>

namespace ablate {

ModelPack::ModelPack(const ModelShape& shape, std::span<const std::filesystem::path> folders, const Backend& backend,
                     std::span<const ScoreBatch> batches)
    : shape_(shape), backend_(backend), batches_(batches), models_(static_cast<int64_t>(folders.size())) {
  int64_t spans = 0;
  for (const ScoreBatch& batch : batches) {
    rows_ = std::max(rows_, batch.sequences.rows());
    cache_rows_ = std::max(cache_rows_, batch.cache_rows);
    targets_ = std::max(targets_, static_cast<int64_t>(batch.targets.size()));
    spans = std::max(spans, static_cast<int64_t>(batch.sequences.spans.size()));
  }
  const int64_t arms = backend.concurrent_arms(models_);
  const int64_t bytes = element_bytes(backend.compute_type());
  decoder_ = create_decoder(shape, backend, arms, rows_);
  weights_ = backend.allocate(models_ * decoder_->weights().size(), bytes);
  for (int64_t slot = 0; slot < arms; ++slot) {
    slots_.push_back({BatchMemory(backend, rows_, spans), backend.allocate(rows_, sizeof(int32_t)),
                      backend.allocate(rows_ + 1, sizeof(int32_t)), backend.allocate(targets_, sizeof(int32_t))});
  }
  cache_ = backend.allocate(arms * backend.cache_size(cached_attention_shape(shape, cache_rows_)), bytes);
  selected_ = backend.allocate(arms * rows_ * shape.hidden, bytes);
  log_likelihoods_ = backend.allocate(arms * targets_, sizeof(float));
  greedy_ = backend.allocate(arms * targets_, sizeof(float));
  for (size_t i = 0; i < folders.size(); ++i) {
    decoder_->weights().load(folders[i], backend, weights().from(static_cast<int64_t>(i)));
  }
}

ArmTensor ModelPack::weights() const { return {weights_.data(), decoder_->weights().size(), backend_.compute_type()}; }

ArmTensor ModelPack::part(const DeviceBuffer& buffer, int64_t size, int64_t slot) const {
  return ArmTensor{buffer.data(), size, backend_.compute_type()}.from(slot);
}

void ModelPack::score_batch(const ScoreBatch& batch, Backend::ArmGroup group, int64_t slot,
                            std::vector<std::vector<ModelScore>>& scores) const {
  const SlotMemory& memory = slots_[static_cast<size_t>(slot)];
  const auto rows = static_cast<int64_t>(batch.rows.size());
  const ArmTokens row_indices = upload_shared(backend_, memory.rows, batch.rows);
  const ArmTokens first_targets = upload_shared(backend_, memory.first_targets, batch.first_targets);
  const ArmTokens targets = upload_shared(backend_, memory.targets, batch.targets);
  const ConstArmTensor group_weights = weights().from(group.first);
  const int64_t cache_size = backend_.cache_size(cached_attention_shape(shape_, cache_rows_));
  const ArmTensor selected = part(selected_, rows_ * shape_.hidden, slot);
  const ArmTensor log_likelihoods = ArmTensor{log_likelihoods_.as<float>(), targets_}.from(slot);
  const ArmTensor greedy = ArmTensor{greedy_.as<float>(), targets_}.from(slot);

  const ConstArmTensor hidden =
      decoder_->hidden_states(group.count, slot, memory.batch.upload(batch.sequences), group_weights,
                              {.rows = cache_rows_, .layer_stride = 0, .memory = part(cache_, cache_size, slot)});
  backend_.gather_rows(group.count, rows, shape_.hidden, row_indices, hidden, selected);
  backend_.log_likelihood(group.count, rows, shape_.hidden, shape_.vocabulary, selected, decoder_->head(group_weights),
                          first_targets, targets, log_likelihoods, greedy);

  AlignedBuffer staging[2];
  for (int64_t arm = 0; arm < group.count; ++arm) {
    const auto read = [&](const ArmTensor& tensor, AlignedBuffer& host) {
      const int64_t bytes = static_cast<int64_t>(batch.targets.size() * sizeof(float));
      return static_cast<const float*>(backend_.host_view(tensor.from(arm).data(), bytes, host));
    };
    const float* const found = read(log_likelihoods, staging[0]);
    const float* const found_greedy = read(greedy, staging[1]);
    for (size_t target = 0; target < batch.targets.size(); ++target) {
      ModelScore& score = scores[static_cast<size_t>(group.first + arm)][batch.requests_of_targets[target]];
      score.log_likelihood += static_cast<double>(found[target]);
      if (found_greedy[target] == 0.0f) score.greedy = false;
    }
  }
}

std::vector<std::vector<ModelScore>> ModelPack::score(size_t requests, const BatchDone& done) const {
  std::vector<std::vector<ModelScore>> scores(static_cast<size_t>(models_), std::vector<ModelScore>(requests));
  backend_.for_each_group(models_, {}, [&](Backend::ArmGroup group, int64_t slot) {
    for (const ScoreBatch& batch : batches_) {
      score_batch(batch, group, slot, scores);
      if (!done(batch, group.count)) return;
    }
  });
  return scores;
}

}  // namespace ablate
