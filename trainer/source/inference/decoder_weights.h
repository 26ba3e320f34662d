#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "model/parameters.h"

namespace ablate {

/// A product of a decoder: neighbouring parameters, from `parameter` on, that make one matrix [outputs, inputs].
struct DecoderProduct {
  std::string parameter;
  int64_t inputs;
  int64_t outputs;
  double scale = 1;  ///< factor on the weight
};

/// Where the weights of a model lie that is not trained: products in the device's order (see Backend::prepare_weight),
/// then the embedding table and the norms' weights, of the type that the backend computes in.
class DecoderWeightLayout {
 public:
  DecoderWeightLayout(const ModelShape& shape, std::vector<DecoderProduct> products, const Backend& backend);

  /// Offset of the product whose first parameter this is, of the embedding table, or of a norm's weight.
  int64_t product(const std::string& parameter) const;
  int64_t embedding() const { return embedding_; }
  int64_t norm(const std::string& parameter) const;

  /// Elements of a model.
  int64_t size() const { return size_; }

  /// Reads a model folder into the memory of one model. Throws Failure (model) where it cannot be used.
  void load(const std::filesystem::path& folder, const Backend& backend, ArmTensor model) const;

 private:
  ParameterLayout parameters_;
  std::vector<DecoderProduct> products_;
  std::vector<int64_t> product_offsets_;
  int64_t embedding_;
  int64_t norms_;
  int64_t size_;
};

}  // namespace ablate
