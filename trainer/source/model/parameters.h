#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/configuration.h"
#include "storage/safetensors.h"

namespace ablate {

/// One parameter tensor of a model and where it lies among the parameters of an arm.
struct Parameter {
  std::string name;  ///< as in Hugging Face's checkpoints
  std::vector<int64_t> shape;
  int64_t offset;
  int64_t size;
};

/// Where the parameters of one arm lie in one flat run of floats: gradients and optimiser moments have the same layout.
/// Matrices come first, norm weights last, so that few ranges have one rule of weight decay. Query, key and value
/// projections of a layer are neighbours, and so are gate and up: each group is one matrix to the model.
class ParameterLayout {
 public:
  explicit ParameterLayout(const ModelShape& shape);

  const std::vector<Parameter>& parameters() const { return parameters_; }

  /// Offset of the parameter of this name, which must exist.
  int64_t offset(const std::string& name) const;

  /// Elements from one arm to the next, padding included.
  int64_t arm_stride() const { return (size_ + 15) / 16 * 16; }
  /// Parameters of one arm.
  int64_t size() const { return size_; }

  /// Named views of the elements of one arm, for files.
  std::vector<TensorView> views(const float* arm) const;

 private:
  void add(const std::string& name, std::vector<int64_t> shape);

  std::vector<Parameter> parameters_;
  int64_t size_ = 0;
};

}  // namespace ablate
