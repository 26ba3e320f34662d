#pragma once

#include <string>

#include "model/parameters.h"
#include "reference/operations.h"

namespace ablate::reference {

/// The mean loss of a model, in float64, and its gradient with respect to every parameter.
struct LossAndGradient {
  double loss;
  Values gradient;
};

/// The parameters of a model, looked up by their names, and the gradient that gathers beside them.
class ParameterValues {
 public:
  ParameterValues(const ModelShape& shape, const Values& values)
      : layout_(shape), values_(values), gradient_(values.size()) {}

  static std::string name(int64_t layer, const std::string& part) {
    return "model.layers." + std::to_string(layer) + "." + part + ".weight";
  }

  /// A parameter, or several of one layer that are neighbours, as one matrix.
  Values of(const std::string& first, const std::string& last = "") const {
    const int64_t begin = layout_.offset(first);
    int64_t end = 0;
    for (const Parameter& p : layout_.parameters()) {
      if (p.name == (last.empty() ? first : last)) end = p.offset + p.size;
    }
    return {values_.begin() + begin, values_.begin() + end};
  }
  Values joint_projection(int64_t layer) const {
    return of(name(layer, "self_attn.q_proj"), name(layer, "self_attn.v_proj"));
  }
  Values gate_up_projection(int64_t layer) const {
    return of(name(layer, "mlp.gate_proj"), name(layer, "mlp.up_proj"));
  }

  /// Adds to the gradient of a parameter and of those behind it.
  void add(const std::string& first, const Values& gradient) {
    const auto offset = static_cast<size_t>(layout_.offset(first));
    for (size_t i = 0; i < gradient.size(); ++i) gradient_[offset + i] += gradient[i];
  }
  const Values& gradient() const { return gradient_; }

 private:
  ParameterLayout layout_;
  const Values& values_;
  Values gradient_;
};

inline Values sum(const Values& a, const Values& b) {
  Values out = a;
  for (size_t i = 0; i < a.size(); ++i) out[i] += b[i];
  return out;
}

}  // namespace ablate::reference
