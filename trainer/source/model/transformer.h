#pragma once

#include "backend/backend.h"
#include "model/model.h"

namespace ablate {

/// What the architectures have in common: where parameters and activations lie, rotary angles, and the parts that a
/// batch is computed in. An architecture says how the residual stream goes through its layers.
class Transformer : public Model {
 public:
  /// Arguments and errors as for create_model.
  Transformer(const ModelShape& shape, const Backend& backend, int64_t workspace_arms, int64_t rows, Passes passes);

  void accumulate_gradient(int64_t arms, int64_t slot, const Batch& batch, ArmTokens targets, double z_loss,
                           ConstArmTensor parameters, ArmTensor gradients, Arms<ArmProgress> progress) final;
  ConstArmTensor hidden_states(int64_t arms, int64_t slot, const Batch& batch, ConstArmTensor parameters) final;
  ConstArmTensor head(ConstArmTensor parameters) const final { return parameters.at(head_offset_); }
  const ParameterLayout& layout() const final { return layout_; }

 protected:
  /// From tokens to `final_normed`.
  virtual void forward(int64_t arms, const Batch& batch, ConstArmTensor parameters, const Workspace& work) const = 0;
  /// From the targets back to the gradients of all parameters; `losses` of every row are kept.
  virtual void backward(int64_t arms, const Batch& batch, ArmTokens targets, double gradient_scale, double z_loss,
                        ConstArmTensor parameters, ArmTensor gradients, const Workspace& work) const = 0;

  AttentionShape attention_shape(const Batch& batch) const;

  ModelShape shape_;
  const Backend& backend_;
  ParameterLayout layout_;
  int64_t embedding_offset_;
  int64_t head_offset_;
  int64_t final_norm_offset_;
  int64_t rows_;
  ActivationLayout activations_;
  DeviceBuffer angles_;
  WorkspaceMemory workspace_;
};

}  // namespace ablate
