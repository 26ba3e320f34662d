#include "model/parameters.h"

#include <algorithm>
#include <stdexcept>

namespace ablate {

ParameterLayout::ParameterLayout(const ModelShape& shape) {
  const int64_t query_width = shape.heads * shape.head_dimension();
  const int64_t key_width = shape.key_value_heads * shape.head_dimension();
  add("model.embed_tokens.weight", {shape.vocabulary, shape.hidden});
  if (!shape.tied_embeddings) add("lm_head.weight", {shape.vocabulary, shape.hidden});
  const auto layer_name = [](int64_t layer) { return "model.layers." + std::to_string(layer) + "."; };
  for (int64_t layer = 0; layer < shape.layers; ++layer) {
    add(layer_name(layer) + "self_attn.q_proj.weight", {query_width, shape.hidden});
    add(layer_name(layer) + "self_attn.k_proj.weight", {key_width, shape.hidden});
    add(layer_name(layer) + "self_attn.v_proj.weight", {key_width, shape.hidden});
    add(layer_name(layer) + "self_attn.o_proj.weight", {shape.hidden, query_width});
    add(layer_name(layer) + "mlp.gate_proj.weight", {shape.feed_forward, shape.hidden});
    add(layer_name(layer) + "mlp.up_proj.weight", {shape.feed_forward, shape.hidden});
    add(layer_name(layer) + "mlp.down_proj.weight", {shape.hidden, shape.feed_forward});
  }
  for (int64_t layer = 0; layer < shape.layers; ++layer) {
    add(layer_name(layer) + "input_layernorm.weight", {shape.hidden});
    if (shape.architecture == "llama") add(layer_name(layer) + "post_attention_layernorm.weight", {shape.hidden});
  }
  add("model.norm.weight", {shape.hidden});
}

void ParameterLayout::add(const std::string& name, std::vector<int64_t> shape) {
  int64_t size = 1;
  for (const int64_t dimension : shape) size *= dimension;
  parameters_.push_back({name, std::move(shape), size_, size});
  size_ += size;
}

int64_t ParameterLayout::offset(const std::string& name) const {
  const auto found = std::ranges::find(parameters_, name, &Parameter::name);
  if (found == parameters_.end()) throw std::logic_error("no parameter " + name);
  return found->offset;
}

std::vector<TensorView> ParameterLayout::views(const float* arm) const {
  std::vector<TensorView> views;
  for (const Parameter& parameter : parameters_) {
    views.push_back({parameter.name, parameter.shape, {arm + parameter.offset, static_cast<size_t>(parameter.size)}});
  }
  return views;
}

}  // namespace ablate
