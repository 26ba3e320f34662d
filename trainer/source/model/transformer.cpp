#include "model/transformer.h"

#include <algorithm>

#include "model/rotary_angles.h"

namespace ablate {

Transformer::Transformer(const ModelShape& shape, const Backend& backend, int64_t workspace_arms, int64_t rows,
                         Passes passes)
    : shape_(shape),
      backend_(backend),
      layout_(shape),
      embedding_offset_(layout_.offset("model.embed_tokens.weight")),
      head_offset_(shape.tied_embeddings ? embedding_offset_ : layout_.offset("lm_head.weight")),
      final_norm_offset_(layout_.offset("model.norm.weight")),
      rows_(rows),
      activations_(shape, rows, passes),
      angles_(backend.allocate(shape.context * shape.head_dimension(), sizeof(float))),
      workspace_(backend, activations_, workspace_arms) {
  const std::vector<float> angles = rotary_angles(shape.context, shape.head_dimension(), shape.rope_theta);
  backend.upload(angles_.data(), angles.data(), angles_.bytes());
}

AttentionShape Transformer::attention_shape(const Batch& batch) const {
  return {.sequences = batch.sequences,
          .length = batch.length,
          .query_heads = shape_.heads,
          .key_value_heads = shape_.key_value_heads,
          .head_dimension = shape_.head_dimension(),
          .rotary_pairs = shape_.architecture == "cohere" ? RotaryPairs::neighbours : RotaryPairs::halves};
}

void Transformer::accumulate_gradient(int64_t arms, int64_t slot, const Batch& batch, ArmTokens targets, double z_loss,
                                      ConstArmTensor parameters, ArmTensor gradients, Arms<ArmProgress> progress) {
  const Workspace work = workspace_.from(slot);
  const double gradient_scale = 1.0 / static_cast<double>(batch.sequences * batch.length);
  const int64_t part_sequences = rows_ / batch.length;
  for (int64_t first = 0; first < batch.sequences; first += part_sequences) {
    const int64_t first_row = first * batch.length;
    const Batch part{std::min(part_sequences, batch.sequences - first), batch.length, batch.tokens.at(first_row),
                     batch.documents.at(first_row)};
    forward(arms, part, parameters, work);
    backward(arms, part, targets.at(first_row), gradient_scale, z_loss, parameters, gradients, work);
    backend_.add_losses(arms, part.sequences * part.length, work.at(activations_.losses), progress);
  }
}

ConstArmTensor Transformer::hidden_states(int64_t arms, int64_t slot, const Batch& batch, ConstArmTensor parameters) {
  const Workspace work = workspace_.from(slot);
  forward(arms, batch, parameters, work);
  return work.at(activations_.final_normed);
}

}  // namespace ablate
