#include "inference/llama_decoder.h"

#include "model/rotary_angles.h"

namespace ablate {

LlamaDecoder::LlamaDecoder(const ModelShape& shape, const Backend& backend, int64_t workspace_arms, int64_t rows)
    : shape_(shape),
      backend_(backend),
      layout_(shape, backend),
      final_norm_(layout_.norm("model.norm.weight")),
      activations_(shape, rows, Passes::forward),
      angles_(backend.allocate(shape.context * shape.head_dimension(), sizeof(float))),
      workspace_(backend, activations_, workspace_arms) {
  const std::vector<float> angles = rotary_angles(shape.context, shape.head_dimension(), shape.rope_theta);
  backend.upload(angles_.data(), angles.data(), angles_.bytes());
  for (int64_t layer = 0; layer < shape.layers; ++layer) {
    const std::string prefix = "model.layers." + std::to_string(layer) + ".";
    layers_.push_back({
        .input_norm = layout_.norm(prefix + "input_layernorm.weight"),
        .joint_projection = layout_.product(prefix + "self_attn.q_proj.weight"),
        .output_projection = layout_.product(prefix + "self_attn.o_proj.weight"),
        .middle_norm = layout_.norm(prefix + "post_attention_layernorm.weight"),
        .gate_up_projection = layout_.product(prefix + "mlp.gate_proj.weight"),
        .down_projection = layout_.product(prefix + "mlp.down_proj.weight"),
    });
  }
}

void LlamaDecoder::compute_layer(int64_t arms, const Batch& batch, const LayerWeights& at, ConstArmTensor weights,
                                 const CachedAttentionShape& attention, ArmTensor cache, const Workspace& work) const {
  const LayerActivations& kept = activations_.layers.front();
  const int64_t rows = batch.rows;
  const int64_t hidden = shape_.hidden;
  backend_.matmul_prepared(arms, rows, hidden, attention.joint_width(), work.at(kept.normed),
                           weights.at(at.joint_projection), work.at(kept.joint));
  backend_.rope_at(arms, rows, attention, batch.positions, angles_.as<float>(), work.at(kept.joint));
  backend_.store_keys_values(arms, rows, attention, batch.cache_rows, work.at(kept.joint), cache);
  backend_.cached_attention(arms, batch.span_count, attention, batch.spans, work.at(kept.joint), cache,
                            work.at(kept.attended));
  backend_.matmul_prepared(arms, rows, attention.output_width(), hidden, work.at(kept.attended),
                           weights.at(at.output_projection), work.at(activations_.branch));
  backend_.add_rms_norm(arms, rows, hidden, shape_.norm_epsilon, work.at(kept.residual), work.at(activations_.branch),
                        work.at(kept.middle), weights.at(at.middle_norm), work.at(kept.middle_normed),
                        work.at(kept.middle_inverse_rms));
  backend_.matmul_prepared(arms, rows, hidden, 2 * shape_.feed_forward, work.at(kept.middle_normed),
                           weights.at(at.gate_up_projection), work.at(kept.gate_up));
  backend_.swiglu(arms, rows, shape_.feed_forward, work.at(kept.gate_up), work.at(kept.activated));
  backend_.matmul_prepared(arms, rows, shape_.feed_forward, hidden, work.at(kept.activated),
                           weights.at(at.down_projection), work.at(activations_.branch));
}

ConstArmTensor LlamaDecoder::hidden_states(int64_t arms, int64_t slot, const Batch& batch, ConstArmTensor weights,
                                           const Cache& cache) {
  const Workspace work = workspace_.from(slot);
  const LayerActivations& kept = activations_.layers.front();
  const CachedAttentionShape attention = cached_attention_shape(shape_, cache.rows);
  backend_.embedding(arms, batch.rows, shape_.hidden, batch.tokens, weights.at(layout_.embedding()),
                     work.at(kept.residual));
  backend_.rms_norm(arms, batch.rows, shape_.hidden, shape_.norm_epsilon, work.at(kept.residual),
                    weights.at(layers_.front().input_norm), work.at(kept.normed), work.at(kept.inverse_rms));
  for (size_t layer = 0; layer < layers_.size(); ++layer) {
    compute_layer(arms, batch, layers_[layer], weights, attention,
                  cache.memory.at(static_cast<int64_t>(layer) * cache.layer_stride), work);
    const bool last = layer + 1 == layers_.size();
    backend_.add_rms_norm(arms, batch.rows, shape_.hidden, shape_.norm_epsilon, work.at(kept.middle),
                          work.at(activations_.branch), work.at(kept.residual),
                          weights.at(last ? final_norm_ : layers_[layer + 1].input_norm),
                          work.at(last ? activations_.final_normed : kept.normed), work.at(kept.inverse_rms));
  }
  return work.at(activations_.final_normed);
}

}  // namespace ablate
