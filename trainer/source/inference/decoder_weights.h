#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "model/parameters.h"

namespace ablate {

/// Where the weights of a model lie that is not trained, of any architecture: products in the device's order (see
/// Backend::prepare_weight), then the embedding table and the norms' weights, of the type that the backend computes in.
class DecoderWeightLayout {
 public:
  DecoderWeightLayout(const ModelShape& shape, const Backend& backend);

  /// Offset of the product whose first parameter this is, of the classifier, of the embedding table, or of a norm's
  /// weight.
  int64_t product(const std::string& parameter) const;
  int64_t head() const { return products_.back().offset; }
  int64_t embedding() const { return embedding_; }
  int64_t norm(const std::string& parameter) const;

  /// Elements of a model.
  int64_t size() const { return size_; }

  /// Reads a model folder into the memory of one model. Throws Failure (model) where it cannot be used.
  void load(const std::filesystem::path& folder, const Backend& backend, ArmTensor model) const;

 private:
  /// Neighbouring parameters, from `parameter` on, that make one matrix [outputs, inputs].
  struct Product {
    std::string parameter;
    int64_t inputs;
    int64_t outputs;
    int64_t offset;
  };

  struct Norm {
    std::string parameter;
    int64_t offset;
  };

  void add_product(const std::string& parameter, int64_t inputs, int64_t outputs, const Backend& backend);

  ParameterLayout parameters_;
  std::vector<Product> products_;
  std::vector<Norm> norms_;
  int64_t embedding_;
  int64_t size_;
};

}  // namespace ablate
