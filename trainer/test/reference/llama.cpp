#include "reference/llama.h"

namespace ablate::reference {

namespace {

/// One model on one batch; the layers' activations are kept for the backward pass.
class Model {
 public:
  Model(const ModelShape& shape, const Values& parameters, int64_t sequences, const Tokens& tokens)
      : shape_(shape),
        parameters_(shape, parameters),
        tokens_(tokens),
        attention_{.sequences = sequences,
                   .length = static_cast<int64_t>(tokens.size()) / sequences,
                   .query_heads = shape.heads,
                   .key_value_heads = shape.key_value_heads,
                   .head_dimension = shape.head_dimension()} {}

  LossAndGradient run(const Tokens& targets) {
    const int64_t hidden = shape_.hidden;
    const std::string head = shape_.tied_embeddings ? "model.embed_tokens.weight" : "lm_head.weight";
    Values residual = embedding(hidden, tokens_, parameters_.of("model.embed_tokens.weight"));
    for (int64_t layer = 0; layer < shape_.layers; ++layer) residual = forward_layer(layer, residual);
    const Values normed = rms_norm(hidden, shape_.norm_epsilon, residual, parameters_.of("model.norm.weight"));
    const Values logits = matmul(hidden, shape_.vocabulary, normed, parameters_.of(head));
    const Values losses = cross_entropy(shape_.vocabulary, logits, targets);

    Values d_logits = cross_entropy_backward(shape_.vocabulary, 0, logits, targets);
    for (double& d : d_logits) d /= static_cast<double>(targets.size());
    parameters_.add(head, matmul_backward_weight(hidden, shape_.vocabulary, d_logits, normed));
    const Values d_normed = matmul_backward_input(hidden, shape_.vocabulary, d_logits, parameters_.of(head));
    Values d_residual = norm_backward("model.norm.weight", residual, d_normed);
    for (int64_t layer = shape_.layers; layer-- > 0;) d_residual = backward_layer(layer, d_residual);
    parameters_.add(
        "model.embed_tokens.weight",
        embedding_backward(hidden, tokens_, d_residual, parameters_.of("model.embed_tokens.weight").size()));
    return {dot(losses, Values(losses.size(), 1.0 / static_cast<double>(losses.size()))), parameters_.gradient()};
  }

 private:
  struct Kept {
    Values residual, normed, joint, attended, middle, middle_normed, gate_up, activated;
  };

  Values norm_backward(const std::string& weight, const Values& x, const Values& d_out) {
    const auto gradients = rms_norm_backward(shape_.hidden, shape_.norm_epsilon, x, parameters_.of(weight), d_out);
    parameters_.add(weight, gradients.d_weight);
    return gradients.d_x;
  }

  static std::string name(int64_t layer, const std::string& part) { return ParameterValues::name(layer, part); }

  Values forward_layer(int64_t layer, const Values& residual) {
    Kept k;
    const int64_t hidden = shape_.hidden;
    k.residual = residual;
    k.normed = rms_norm(hidden, shape_.norm_epsilon, residual, parameters_.of(name(layer, "input_layernorm")));
    k.joint = rope(attention_, shape_.rope_theta,
                   matmul(hidden, attention_.joint_width(), k.normed, parameters_.joint_projection(layer)), 1);
    k.attended = attention(attention_, k.joint);
    k.middle = sum(residual, matmul(attention_.output_width(), hidden, k.attended,
                                    parameters_.of(name(layer, "self_attn.o_proj"))));
    k.middle_normed =
        rms_norm(hidden, shape_.norm_epsilon, k.middle, parameters_.of(name(layer, "post_attention_layernorm")));
    k.gate_up = matmul(hidden, 2 * shape_.feed_forward, k.middle_normed, parameters_.gate_up_projection(layer));
    k.activated = swiglu(shape_.feed_forward, k.gate_up);
    kept_.push_back(k);
    return sum(k.middle,
               matmul(shape_.feed_forward, hidden, k.activated, parameters_.of(name(layer, "mlp.down_proj"))));
  }

  Values backward_layer(int64_t layer, const Values& d_residual) {
    const Kept& k = kept_[static_cast<size_t>(layer)];
    const int64_t hidden = shape_.hidden;
    const int64_t feed_forward = shape_.feed_forward;
    parameters_.add(name(layer, "mlp.down_proj"),
                    matmul_backward_weight(feed_forward, hidden, d_residual, k.activated));
    const Values d_activated =
        matmul_backward_input(feed_forward, hidden, d_residual, parameters_.of(name(layer, "mlp.down_proj")));
    const Values d_gate_up = swiglu_backward(feed_forward, k.gate_up, d_activated);
    parameters_.add(name(layer, "mlp.gate_proj"),
                    matmul_backward_weight(hidden, 2 * feed_forward, d_gate_up, k.middle_normed));
    const Values d_middle_normed =
        matmul_backward_input(hidden, 2 * feed_forward, d_gate_up, parameters_.gate_up_projection(layer));
    const Values d_middle =
        sum(d_residual, norm_backward(name(layer, "post_attention_layernorm"), k.middle, d_middle_normed));

    const int64_t width = attention_.output_width();
    parameters_.add(name(layer, "self_attn.o_proj"), matmul_backward_weight(width, hidden, d_middle, k.attended));
    const Values d_attended =
        matmul_backward_input(width, hidden, d_middle, parameters_.of(name(layer, "self_attn.o_proj")));
    const Values d_joint = rope(attention_, shape_.rope_theta, attention_backward(attention_, k.joint, d_attended), -1);
    parameters_.add(name(layer, "self_attn.q_proj"),
                    matmul_backward_weight(hidden, attention_.joint_width(), d_joint, k.normed));
    const Values d_normed =
        matmul_backward_input(hidden, attention_.joint_width(), d_joint, parameters_.joint_projection(layer));
    return sum(d_middle, norm_backward(name(layer, "input_layernorm"), k.residual, d_normed));
  }

  const ModelShape& shape_;
  ParameterValues parameters_;
  const Tokens& tokens_;
  AttentionShape attention_;
  std::vector<Kept> kept_;
};

}  // namespace

LossAndGradient llama(const ModelShape& shape, const Values& parameters, int64_t sequences, const Tokens& tokens,
                      const Tokens& targets) {
  return Model(shape, parameters, sequences, tokens).run(targets);
}

}  // namespace ablate::reference
