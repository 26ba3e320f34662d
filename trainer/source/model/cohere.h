#pragma once

#include <vector>

#include "model/transformer.h"

namespace ablate {

/// The cohere architecture (Command R) as Hugging Face transformers computes it: attention and SwiGLU side by side,
/// both of one LayerNorm of the residual stream, which takes what both add at once; rotary positions of neighbouring
/// pairs, grouped queries, no biases, logits times `logit_scale`, embeddings tied or not.
class Cohere final : public Transformer {
 public:
  /// Arguments and errors as for create_model.
  Cohere(const ModelShape& shape, const Backend& backend, int64_t workspace_arms, int64_t rows, Passes passes);

 private:
  /// Where a layer's parameters lie.
  struct LayerParameters {
    int64_t input_norm;
    int64_t joint_projection;  ///< query, key and value
    int64_t output_projection;
    int64_t gate_up_projection;
    int64_t down_projection;
  };

  void forward(int64_t arms, const Batch& batch, ConstArmTensor parameters, const Workspace& work) const override;
  void forward_layer(int64_t arms, const Batch& batch, const LayerParameters& at, const LayerActivations& kept,
                     ConstArmTensor parameters, const Workspace& work) const;
  void backward(int64_t arms, const Batch& batch, ArmTokens targets, double gradient_scale, double z_loss,
                ConstArmTensor parameters, ArmTensor gradients, const Workspace& work) const override;
  void backward_layer(int64_t arms, const Batch& batch, const LayerParameters& at, const LayerActivations& kept,
                      ConstArmTensor parameters, ArmTensor gradients, const Workspace& work) const;

  std::vector<LayerParameters> layer_parameters_;
};

}  // namespace ablate
