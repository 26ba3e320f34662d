#include "inference/decoder_weights.h"

#include <algorithm>

#include "storage/model_folder.h"

namespace ablate {

namespace {

constexpr const char* kEmbedding = "model.embed_tokens.weight";

int64_t padded(int64_t size) { return (size + 15) / 16 * 16; }

bool is_norm(const Parameter& parameter) { return parameter.shape.size() == 1; }

}  // namespace

DecoderWeightLayout::DecoderWeightLayout(const ModelShape& shape, const Backend& backend)
    : parameters_(shape), size_(0) {
  const int64_t query_width = shape.heads * shape.head_dimension();
  const int64_t joint_width = query_width + 2 * shape.key_value_heads * shape.head_dimension();
  for (int64_t layer = 0; layer < shape.layers; ++layer) {
    const std::string prefix = "model.layers." + std::to_string(layer) + ".";
    add_product(prefix + "self_attn.q_proj.weight", shape.hidden, joint_width, backend);
    add_product(prefix + "self_attn.o_proj.weight", query_width, shape.hidden, backend);
    add_product(prefix + "mlp.gate_proj.weight", shape.hidden, 2 * shape.feed_forward, backend);
    add_product(prefix + "mlp.down_proj.weight", shape.feed_forward, shape.hidden, backend);
  }
  add_product(shape.tied_embeddings ? kEmbedding : "lm_head.weight", shape.hidden, shape.vocabulary, backend);
  embedding_ = size_;
  size_ += padded(shape.vocabulary * shape.hidden);
  for (const Parameter& parameter : parameters_.parameters()) {
    if (!is_norm(parameter)) continue;
    norms_.push_back({parameter.name, size_});
    size_ += padded(parameter.size);
  }
}

void DecoderWeightLayout::add_product(const std::string& parameter, int64_t inputs, int64_t outputs,
                                      const Backend& backend) {
  products_.push_back({parameter, inputs, outputs, size_});
  size_ += padded(backend.prepared_size(inputs, outputs));
}

int64_t DecoderWeightLayout::product(const std::string& parameter) const {
  return std::ranges::find(products_, parameter, &Product::parameter)->offset;
}

int64_t DecoderWeightLayout::norm(const std::string& parameter) const {
  return std::ranges::find(norms_, parameter, &Norm::parameter)->offset;
}

void DecoderWeightLayout::load(const std::filesystem::path& folder, const Backend& backend, ArmTensor model) const {
  const ModelParameters file(folder);
  // Part by part: a model is large beside what is left of the memory.
  int64_t largest = 0;
  for (const Product& product : products_) largest = std::max(largest, product.inputs * product.outputs);
  for (const Parameter& parameter : parameters_.parameters()) largest = std::max(largest, parameter.size);
  AlignedBuffer values(largest);
  const DeviceBuffer loaded = backend.allocate(largest, sizeof(float));
  const auto read = [&](int64_t offset, int64_t size) {
    for (const Parameter& parameter : parameters_.parameters()) {
      if (parameter.offset < offset || parameter.offset >= offset + size) continue;
      file.copy(parameter.name, parameter.shape,
                {values.data() + (parameter.offset - offset), static_cast<size_t>(parameter.size)});
    }
    backend.upload(loaded.data(), values.data(), size * static_cast<int64_t>(sizeof(float)));
  };
  for (const Product& product : products_) {
    read(parameters_.offset(product.parameter), product.inputs * product.outputs);
    backend.prepare_weight(product.inputs, product.outputs, {loaded.as<float>(), 0}, model.at(product.offset));
  }
  const auto convert = [&](const Parameter& parameter, int64_t to) {
    read(parameter.offset, parameter.size);
    backend.convert(1, parameter.size, {loaded.as<float>(), 0}, model.at(to));
  };
  for (const Parameter& parameter : parameters_.parameters()) {
    if (parameter.name == kEmbedding) convert(parameter, embedding_);
    if (is_norm(parameter)) convert(parameter, norm(parameter.name));
  }
}

}  // namespace ablate
