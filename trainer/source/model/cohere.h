#pragma once

#include <vector>

#include "backend/backend.h"
#include "model/model.h"

namespace ablate {

/// The cohere architecture (Command R) as Hugging Face transformers computes it: attention and SwiGLU side by side,
/// both of one LayerNorm of the residual stream, which takes what both add at once; rotary positions of neighbouring
/// pairs, grouped queries, no biases, logits times `logit_scale`, embeddings tied or not.
class Cohere final : public Model {
 public:
  /// Arguments and errors as for create_model.
  Cohere(const ModelShape& shape, const Backend& backend, int64_t workspace_arms, int64_t rows, Passes passes);

  void accumulate_gradient(int64_t arms, int64_t slot, const Batch& batch, ArmTokens targets, double z_loss,
                           ConstArmTensor parameters, ArmTensor gradients, Arms<ArmProgress> progress) override;
  ConstArmTensor hidden_states(int64_t arms, int64_t slot, const Batch& batch, ConstArmTensor parameters) override;
  ConstArmTensor head(ConstArmTensor parameters) const override { return parameters.at(head_offset_); }
  const ParameterLayout& layout() const override { return layout_; }

 private:
  /// Where a layer's parameters lie.
  struct LayerParameters {
    int64_t input_norm;
    int64_t joint_projection;  ///< query, key and value
    int64_t output_projection;
    int64_t gate_up_projection;
    int64_t down_projection;
  };

  AttentionShape attention_shape(const Batch& batch) const;
  void forward(int64_t arms, const Batch& batch, ConstArmTensor parameters, const Workspace& work) const;
  void forward_layer(int64_t arms, const Batch& batch, const LayerParameters& at, const LayerActivations& kept,
                     ConstArmTensor parameters, const Workspace& work) const;
  void backward(int64_t arms, const Batch& batch, ArmTokens targets, double gradient_scale, double z_loss,
                ConstArmTensor parameters, ArmTensor gradients, const Workspace& work) const;
  void backward_layer(int64_t arms, const Batch& batch, const LayerParameters& at, const LayerActivations& kept,
                      ConstArmTensor parameters, ArmTensor gradients, const Workspace& work) const;

  ModelShape shape_;
  const Backend& backend_;
  ParameterLayout layout_;
  std::vector<LayerParameters> layer_parameters_;
  int64_t embedding_offset_;
  int64_t head_offset_;
  int64_t final_norm_offset_;
  int64_t rows_;
  ActivationLayout activations_;
  DeviceBuffer angles_;
  WorkspaceMemory workspace_;
};

}  // namespace ablate
