#include "reference/cohere.h"

namespace ablate::reference {

namespace {

Values scaled(const Values& x, double factor) {
  Values out = x;
  for (double& value : out) value *= factor;
  return out;
}

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
    const Values table = parameters_.of("model.embed_tokens.weight");
    Values residual = embedding(hidden, tokens_, table);
    for (int64_t layer = 0; layer < shape_.layers; ++layer) residual = forward_layer(layer, residual);
    const Values normed = layer_norm(hidden, shape_.norm_epsilon, residual, parameters_.of("model.norm.weight"));
    const Values logits = scaled(matmul(hidden, shape_.vocabulary, normed, parameters_.of(head)), shape_.logit_scale);
    const Values losses = cross_entropy(shape_.vocabulary, logits, targets);

    const auto tokens = static_cast<double>(targets.size());
    const Values d_products =
        scaled(cross_entropy_backward(shape_.vocabulary, 0, logits, targets), shape_.logit_scale / tokens);
    parameters_.add(head, matmul_backward_weight(hidden, shape_.vocabulary, d_products, normed));
    const Values d_normed = matmul_backward_input(hidden, shape_.vocabulary, d_products, parameters_.of(head));
    Values d_residual = norm_backward("model.norm.weight", residual, d_normed);
    for (int64_t layer = shape_.layers; layer-- > 0;) d_residual = backward_layer(layer, d_residual);
    parameters_.add("model.embed_tokens.weight", embedding_backward(hidden, tokens_, d_residual, table.size()));
    return {dot(losses, Values(losses.size(), 1 / tokens)), parameters_.gradient()};
  }

 private:
  struct Kept {
    Values residual, normed, joint, attended, gate_up, activated;
  };

  static std::string name(int64_t layer, const std::string& part) { return ParameterValues::name(layer, part); }

  Values norm_backward(const std::string& weight, const Values& x, const Values& d_out) {
    const auto gradients = layer_norm_backward(shape_.hidden, shape_.norm_epsilon, x, parameters_.of(weight), d_out);
    parameters_.add(weight, gradients.d_weight);
    return gradients.d_x;
  }

  Values forward_layer(int64_t layer, const Values& residual) {
    Kept k;
    const int64_t hidden = shape_.hidden;
    k.residual = residual;
    k.normed = layer_norm(hidden, shape_.norm_epsilon, residual, parameters_.of(name(layer, "input_layernorm")));
    k.joint =
        interleaved_rope(attention_, shape_.rope_theta,
                         matmul(hidden, attention_.joint_width(), k.normed, parameters_.joint_projection(layer)), 1);
    k.attended = attention(attention_, k.joint);
    k.gate_up = matmul(hidden, 2 * shape_.feed_forward, k.normed, parameters_.gate_up_projection(layer));
    k.activated = swiglu(shape_.feed_forward, k.gate_up);
    kept_.push_back(k);
    const Values attention_branch =
        matmul(attention_.output_width(), hidden, k.attended, parameters_.of(name(layer, "self_attn.o_proj")));
    const Values feed_forward_branch =
        matmul(shape_.feed_forward, hidden, k.activated, parameters_.of(name(layer, "mlp.down_proj")));
    return sum(sum(residual, attention_branch), feed_forward_branch);
  }

  Values backward_layer(int64_t layer, const Values& d_out) {
    const Kept& k = kept_[static_cast<size_t>(layer)];
    const int64_t hidden = shape_.hidden;
    const int64_t feed_forward = shape_.feed_forward;
    const int64_t width = attention_.output_width();
    const std::string down = name(layer, "mlp.down_proj");
    const std::string output = name(layer, "self_attn.o_proj");

    parameters_.add(down, matmul_backward_weight(feed_forward, hidden, d_out, k.activated));
    const Values d_gate_up = swiglu_backward(feed_forward, k.gate_up,
                                             matmul_backward_input(feed_forward, hidden, d_out, parameters_.of(down)));
    parameters_.add(name(layer, "mlp.gate_proj"),
                    matmul_backward_weight(hidden, 2 * feed_forward, d_gate_up, k.normed));
    const Values d_normed_by_feed_forward =
        matmul_backward_input(hidden, 2 * feed_forward, d_gate_up, parameters_.gate_up_projection(layer));

    parameters_.add(output, matmul_backward_weight(width, hidden, d_out, k.attended));
    const Values d_attended = matmul_backward_input(width, hidden, d_out, parameters_.of(output));
    const Values d_joint =
        interleaved_rope(attention_, shape_.rope_theta, attention_backward(attention_, k.joint, d_attended), -1);
    parameters_.add(name(layer, "self_attn.q_proj"),
                    matmul_backward_weight(hidden, attention_.joint_width(), d_joint, k.normed));
    const Values d_normed_by_attention =
        matmul_backward_input(hidden, attention_.joint_width(), d_joint, parameters_.joint_projection(layer));

    const Values d_normed = sum(d_normed_by_attention, d_normed_by_feed_forward);
    return sum(d_out, norm_backward(name(layer, "input_layernorm"), k.residual, d_normed));
  }

  const ModelShape& shape_;
  ParameterValues parameters_;
  const Tokens& tokens_;
  AttentionShape attention_;
  std::vector<Kept> kept_;
};

}  // namespace

LossAndGradient cohere(const ModelShape& shape, const Values& parameters, int64_t sequences, const Tokens& tokens,
                       const Tokens& targets) {
  return Model(shape, parameters, sequences, tokens).run(targets);
}

}  // namespace ablate::reference
