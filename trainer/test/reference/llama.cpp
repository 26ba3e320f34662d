#include "reference/llama.h"

namespace ablate::reference {

namespace {

Values sum(const Values& a, const Values& b) {
  Values out = a;
  for (size_t i = 0; i < a.size(); ++i) out[i] += b[i];
  return out;
}

/// One model on one batch; the layers' activations are kept for the backward pass.
class Model {
 public:
  Model(const ModelShape& shape, const Values& parameters, int64_t sequences, const Tokens& tokens)
      : shape_(shape),
        layout_(shape),
        parameters_(parameters),
        tokens_(tokens),
        attention_{.sequences = sequences,
                   .length = static_cast<int64_t>(tokens.size()) / sequences,
                   .query_heads = shape.heads,
                   .key_value_heads = shape.key_value_heads,
                   .head_dimension = shape.head_dimension()},
        gradient_(parameters.size()) {}

  LossAndGradient run(const Tokens& targets) {
    const int64_t hidden = shape_.hidden;
    const std::string head = shape_.tied_embeddings ? "model.embed_tokens.weight" : "lm_head.weight";
    Values residual = embedding(hidden, tokens_, parameter("model.embed_tokens.weight"));
    for (int64_t layer = 0; layer < shape_.layers; ++layer) residual = forward_layer(layer, residual);
    const Values normed = rms_norm(hidden, shape_.norm_epsilon, residual, parameter("model.norm.weight"));
    const Values logits = matmul(hidden, shape_.vocabulary, normed, parameter(head));
    const Values losses = cross_entropy(shape_.vocabulary, logits, targets);

    Values d_logits = cross_entropy_backward(shape_.vocabulary, logits, targets);
    for (double& d : d_logits) d /= static_cast<double>(targets.size());
    add(head, matmul_backward_weight(hidden, shape_.vocabulary, d_logits, normed));
    const Values d_normed = matmul_backward_input(hidden, shape_.vocabulary, d_logits, parameter(head));
    Values d_residual = norm_backward("model.norm.weight", residual, d_normed);
    for (int64_t layer = shape_.layers; layer-- > 0;) d_residual = backward_layer(layer, d_residual);
    add("model.embed_tokens.weight",
        embedding_backward(hidden, tokens_, d_residual, parameter("model.embed_tokens.weight").size()));
    return {dot(losses, Values(losses.size(), 1.0 / static_cast<double>(losses.size()))), gradient_};
  }

 private:
  struct Kept {
    Values residual, normed, joint, attended, middle, middle_normed, gate_up, activated;
  };

  static std::string name(int64_t layer, const std::string& part) {
    return "model.layers." + std::to_string(layer) + "." + part + ".weight";
  }

  /// A parameter, or several of one layer that are neighbours, as one matrix.
  Values parameter(const std::string& first, const std::string& last = "") const {
    const int64_t begin = layout_.offset(first);
    int64_t end = 0;
    for (const Parameter& p : layout_.parameters()) {
      if (p.name == (last.empty() ? first : last)) end = p.offset + p.size;
    }
    return {parameters_.begin() + begin, parameters_.begin() + end};
  }

  void add(const std::string& first, const Values& gradient) {
    const auto offset = static_cast<size_t>(layout_.offset(first));
    for (size_t i = 0; i < gradient.size(); ++i) gradient_[offset + i] += gradient[i];
  }

  Values norm_backward(const std::string& weight, const Values& x, const Values& d_out) {
    const auto gradients = rms_norm_backward(shape_.hidden, shape_.norm_epsilon, x, parameter(weight), d_out);
    add(weight, gradients.d_weight);
    return gradients.d_x;
  }

  Values joint_projection(int64_t layer) const {
    return parameter(name(layer, "self_attn.q_proj"), name(layer, "self_attn.v_proj"));
  }
  Values gate_up_projection(int64_t layer) const {
    return parameter(name(layer, "mlp.gate_proj"), name(layer, "mlp.up_proj"));
  }

  Values forward_layer(int64_t layer, const Values& residual) {
    Kept k;
    const int64_t hidden = shape_.hidden;
    k.residual = residual;
    k.normed = rms_norm(hidden, shape_.norm_epsilon, residual, parameter(name(layer, "input_layernorm")));
    k.joint = rope(attention_, shape_.rope_theta,
                   matmul(hidden, attention_.joint_width(), k.normed, joint_projection(layer)), 1);
    k.attended = attention(attention_, k.joint);
    k.middle = sum(residual,
                   matmul(attention_.output_width(), hidden, k.attended, parameter(name(layer, "self_attn.o_proj"))));
    k.middle_normed =
        rms_norm(hidden, shape_.norm_epsilon, k.middle, parameter(name(layer, "post_attention_layernorm")));
    k.gate_up = matmul(hidden, 2 * shape_.feed_forward, k.middle_normed, gate_up_projection(layer));
    k.activated = swiglu(shape_.feed_forward, k.gate_up);
    kept_.push_back(k);
    return sum(k.middle, matmul(shape_.feed_forward, hidden, k.activated, parameter(name(layer, "mlp.down_proj"))));
  }

  Values backward_layer(int64_t layer, const Values& d_residual) {
    const Kept& k = kept_[static_cast<size_t>(layer)];
    const int64_t hidden = shape_.hidden;
    const int64_t feed_forward = shape_.feed_forward;
    add(name(layer, "mlp.down_proj"), matmul_backward_weight(feed_forward, hidden, d_residual, k.activated));
    const Values d_activated =
        matmul_backward_input(feed_forward, hidden, d_residual, parameter(name(layer, "mlp.down_proj")));
    const Values d_gate_up = swiglu_backward(feed_forward, k.gate_up, d_activated);
    add(name(layer, "mlp.gate_proj"), matmul_backward_weight(hidden, 2 * feed_forward, d_gate_up, k.middle_normed));
    const Values d_middle_normed =
        matmul_backward_input(hidden, 2 * feed_forward, d_gate_up, gate_up_projection(layer));
    const Values d_middle =
        sum(d_residual, norm_backward(name(layer, "post_attention_layernorm"), k.middle, d_middle_normed));

    const int64_t width = attention_.output_width();
    add(name(layer, "self_attn.o_proj"), matmul_backward_weight(width, hidden, d_middle, k.attended));
    const Values d_attended =
        matmul_backward_input(width, hidden, d_middle, parameter(name(layer, "self_attn.o_proj")));
    const Values d_joint = rope(attention_, shape_.rope_theta, attention_backward(attention_, k.joint, d_attended), -1);
    add(name(layer, "self_attn.q_proj"), matmul_backward_weight(hidden, attention_.joint_width(), d_joint, k.normed));
    const Values d_normed = matmul_backward_input(hidden, attention_.joint_width(), d_joint, joint_projection(layer));
    return sum(d_middle, norm_backward(name(layer, "input_layernorm"), k.residual, d_normed));
  }

  const ModelShape& shape_;
  ParameterLayout layout_;
  const Values& parameters_;
  const Tokens& tokens_;
  AttentionShape attention_;
  Values gradient_;
  std::vector<Kept> kept_;
};

}  // namespace

LossAndGradient llama(const ModelShape& shape, const Values& parameters, int64_t sequences, const Tokens& tokens,
                      const Tokens& targets) {
  return Model(shape, parameters, sequences, tokens).run(targets);
}

}  // namespace ablate::reference
