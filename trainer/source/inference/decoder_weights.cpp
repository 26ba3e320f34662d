#include "inference/decoder_weights.h"

#include <algorithm>

#include "storage/model_folder.h"

namespace ablate {

namespace {

constexpr const char* kEmbedding = "model.embed_tokens.weight";

int64_t padded(int64_t size) { return (size + 15) / 16 * 16; }

}  // namespace

DecoderWeightLayout::DecoderWeightLayout(const ModelShape& shape, std::vector<DecoderProduct> products,
                                         const Backend& backend)
    : parameters_(shape), products_(std::move(products)), size_(0) {
  for (const DecoderProduct& product : products_) {
    product_offsets_.push_back(size_);
    size_ += padded(backend.prepared_size(product.inputs, product.outputs));
  }
  embedding_ = size_;
  size_ += padded(shape.vocabulary * shape.hidden);
  norms_ = size_;
  size_ += padded(parameters_.size() - parameters_.decayed_size());
}

int64_t DecoderWeightLayout::product(const std::string& parameter) const {
  const auto found = std::ranges::find(products_, parameter, &DecoderProduct::parameter);
  return product_offsets_[static_cast<size_t>(found - products_.begin())];
}

int64_t DecoderWeightLayout::norm(const std::string& parameter) const {
  return norms_ + parameters_.offset(parameter) - parameters_.decayed_size();
}

void DecoderWeightLayout::load(const std::filesystem::path& folder, const Backend& backend, ArmTensor model) const {
  AlignedBuffer values(parameters_.size());
  const ModelParameters file(folder);
  for (const Parameter& parameter : parameters_.parameters()) {
    file.copy(parameter.name, parameter.shape, {values.data() + parameter.offset, static_cast<size_t>(parameter.size)});
  }
  const DeviceBuffer loaded = backend.allocate(parameters_.size(), sizeof(float));
  backend.upload(loaded.data(), values.data(), loaded.bytes());
  const Arms<const float> from{loaded.as<float>(), 0};
  for (size_t i = 0; i < products_.size(); ++i) {
    const DecoderProduct& product = products_[i];
    backend.prepare_weight(product.inputs, product.outputs, product.scale,
                           from.at(parameters_.offset(product.parameter)), model.at(product_offsets_[i]));
  }
  const auto convert = [&](int64_t offset, int64_t count, int64_t to) {
    backend.convert(1, count, {loaded.as<float>() + offset, 0}, model.at(to));
  };
  const Parameter& embedding = *std::ranges::find(parameters_.parameters(), kEmbedding, &Parameter::name);
  convert(embedding.offset, embedding.size, embedding_);
  convert(parameters_.decayed_size(), parameters_.size() - parameters_.decayed_size(), norms_);
}

}  // namespace ablate
