#include "model/llama.h"

namespace ablate {

Llama::Llama(const ModelShape& shape, const Backend& backend, int64_t workspace_arms, int64_t rows, Passes passes)
    : Transformer(shape, backend, workspace_arms, rows, passes) {
  for (int64_t layer = 0; layer < shape.layers; ++layer) {
    const std::string prefix = "model.layers." + std::to_string(layer) + ".";
    layer_parameters_.push_back({
        .input_norm = layout_.offset(prefix + "input_layernorm.weight"),
        .joint_projection = layout_.offset(prefix + "self_attn.q_proj.weight"),
        .output_projection = layout_.offset(prefix + "self_attn.o_proj.weight"),
        .middle_norm = layout_.offset(prefix + "post_attention_layernorm.weight"),
        .gate_up_projection = layout_.offset(prefix + "mlp.gate_proj.weight"),
        .down_projection = layout_.offset(prefix + "mlp.down_proj.weight"),
    });
  }
}

void Llama::forward_layer(int64_t arms, const Batch& batch, const LayerParameters& at, const LayerActivations& kept,
                          ConstArmTensor parameters, const Workspace& work) const {
  const AttentionShape attention = attention_shape(batch);
  const int64_t rows = attention.rows();
  const int64_t hidden = shape_.hidden;
  backend_.matmul(arms, rows, hidden, attention.joint_width(), work.at(kept.normed), parameters.at(at.joint_projection),
                  work.at(kept.joint));
  backend_.rope(arms, attention, angles_.as<float>(), work.at(kept.joint));
  backend_.attention(arms, attention, batch.documents, work.at(kept.joint), work.at(kept.attended),
                     work.at(kept.log_sums));
  backend_.matmul(arms, rows, attention.output_width(), hidden, work.at(kept.attended),
                  parameters.at(at.output_projection), work.at(activations_.branch));
  backend_.add_rms_norm(arms, rows, hidden, shape_.norm_epsilon, work.at(kept.residual), work.at(activations_.branch),
                        work.at(kept.middle), parameters.at(at.middle_norm), work.at(kept.middle_normed),
                        work.at(kept.middle_inverse_rms));
  backend_.matmul(arms, rows, hidden, 2 * shape_.feed_forward, work.at(kept.middle_normed),
                  parameters.at(at.gate_up_projection), work.at(kept.gate_up));
  backend_.swiglu(arms, rows, shape_.feed_forward, work.at(kept.gate_up), work.at(kept.activated));
  backend_.matmul(arms, rows, shape_.feed_forward, hidden, work.at(kept.activated), parameters.at(at.down_projection),
                  work.at(activations_.branch));
}

void Llama::forward(int64_t arms, const Batch& batch, ConstArmTensor parameters, const Workspace& work) const {
  const int64_t rows = batch.sequences * batch.length;
  const LayerActivations& first = activations_.layers.front();
  backend_.embedding(arms, rows, shape_.hidden, batch.tokens, parameters.at(embedding_offset_),
                     work.at(first.residual));
  backend_.rms_norm(arms, rows, shape_.hidden, shape_.norm_epsilon, work.at(first.residual),
                    parameters.at(layer_parameters_.front().input_norm), work.at(first.normed),
                    work.at(first.inverse_rms));
  for (size_t layer = 0; layer < layer_parameters_.size(); ++layer) {
    const LayerActivations& kept = activations_.layers[layer];
    forward_layer(arms, batch, layer_parameters_[layer], kept, parameters, work);
    const bool last = layer + 1 == layer_parameters_.size();
    const LayerActivations& next = activations_.layers[last ? layer : layer + 1];
    backend_.add_rms_norm(arms, rows, shape_.hidden, shape_.norm_epsilon, work.at(kept.middle),
                          work.at(activations_.branch), work.at(last ? activations_.final_residual : next.residual),
                          parameters.at(last ? final_norm_offset_ : layer_parameters_[layer + 1].input_norm),
                          work.at(last ? activations_.final_normed : next.normed),
                          work.at(last ? activations_.final_inverse_rms : next.inverse_rms));
  }
}

void Llama::backward_layer(int64_t arms, const Batch& batch, const LayerParameters& at, const LayerActivations& kept,
                           ConstArmTensor parameters, ArmTensor gradients, const Workspace& work) const {
  const AttentionShape attention = attention_shape(batch);
  const int64_t rows = attention.rows();
  const int64_t hidden = shape_.hidden;
  const int64_t feed_forward = shape_.feed_forward;
  const ActivationGradients& d = activations_.gradients;

  backend_.matmul_backward_weight(arms, rows, feed_forward, hidden, work.at(d.residual), work.at(kept.activated),
                                  gradients.at(at.down_projection));
  backend_.matmul_backward_input(arms, rows, feed_forward, hidden, work.at(d.residual),
                                 parameters.at(at.down_projection), work.at(d.activated));
  backend_.swiglu_backward(arms, rows, feed_forward, work.at(kept.gate_up), work.at(d.activated), work.at(d.gate_up));
  backend_.matmul_backward_weight(arms, rows, hidden, 2 * feed_forward, work.at(d.gate_up), work.at(kept.middle_normed),
                                  gradients.at(at.gate_up_projection));
  backend_.matmul_backward_input(arms, rows, hidden, 2 * feed_forward, work.at(d.gate_up),
                                 parameters.at(at.gate_up_projection), work.at(d.normed));
  backend_.rms_norm_backward(arms, rows, hidden, work.at(kept.middle), parameters.at(at.middle_norm),
                             work.at(kept.middle_inverse_rms), work.at(d.normed), work.at(d.residual),
                             gradients.at(at.middle_norm), true);

  backend_.matmul_backward_weight(arms, rows, attention.output_width(), hidden, work.at(d.residual),
                                  work.at(kept.attended), gradients.at(at.output_projection));
  backend_.matmul_backward_input(arms, rows, attention.output_width(), hidden, work.at(d.residual),
                                 parameters.at(at.output_projection), work.at(d.attended));
  backend_.attention_backward(arms, attention, batch.documents, work.at(kept.joint), work.at(kept.attended),
                              work.at(kept.log_sums), work.at(d.attended), work.at(d.joint));
  backend_.rope_backward(arms, attention, angles_.as<float>(), work.at(d.joint));
  backend_.matmul_backward_weight(arms, rows, hidden, attention.joint_width(), work.at(d.joint), work.at(kept.normed),
                                  gradients.at(at.joint_projection));
  backend_.matmul_backward_input(arms, rows, hidden, attention.joint_width(), work.at(d.joint),
                                 parameters.at(at.joint_projection), work.at(d.normed));
  backend_.rms_norm_backward(arms, rows, hidden, work.at(kept.residual), parameters.at(at.input_norm),
                             work.at(kept.inverse_rms), work.at(d.normed), work.at(d.residual),
                             gradients.at(at.input_norm), true);
}

void Llama::backward(int64_t arms, const Batch& batch, ArmTokens targets, double gradient_scale, double z_loss,
                     ConstArmTensor parameters, ArmTensor gradients, const Workspace& work) const {
  const int64_t rows = batch.sequences * batch.length;
  const ActivationGradients& d = activations_.gradients;
  backend_.cross_entropy(arms, rows, shape_.hidden, shape_.vocabulary, gradient_scale, z_loss,
                         work.at(activations_.final_normed), parameters.at(head_offset_), targets,
                         work.at(activations_.losses), work.at(d.normed), gradients.at(head_offset_));
  backend_.rms_norm_backward(arms, rows, shape_.hidden, work.at(activations_.final_residual),
                             parameters.at(final_norm_offset_), work.at(activations_.final_inverse_rms),
                             work.at(d.normed), work.at(d.residual), gradients.at(final_norm_offset_), false);
  for (size_t layer = layer_parameters_.size(); layer-- > 0;) {
    backward_layer(arms, batch, layer_parameters_[layer], activations_.layers[layer], parameters, gradients, work);
  }
  backend_.embedding_backward(arms, rows, shape_.hidden, batch.tokens, work.at(d.residual),
                              gradients.at(embedding_offset_));
}

}  // namespace ablate
