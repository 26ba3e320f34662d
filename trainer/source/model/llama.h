#pragma once

#include <span>
#include <vector>

#include "backend/backend.h"
#include "model/activations.h"
#include "model/parameters.h"

namespace ablate {

/// The llama architecture (Touvron et al. 2023) as Hugging Face transformers computes it: RMSNorm before attention and
/// feed-forward, rotary positions, grouped queries, SwiGLU, no biases, embeddings tied or not. Holds no parameters:
/// they are passed in, for as many arms as wanted.
class Llama {
 public:
  /// A model that works on at most `rows` tokens of each arm at a time and has workspace for `workspace_arms` arms.
  /// Throws Failure (device) where that does not fit into memory.
  Llama(const ModelShape& shape, const Backend& backend, int64_t workspace_arms, int64_t rows, Passes passes);

  /// The parts of a step: `sequences` of `length` tokens each, all of them from `tokens` on.
  struct Batch {
    int64_t sequences;
    int64_t length;
    ArmTokens tokens;  ///< [sequences · length]
  };

  /// Loss and gradient of a batch of `model.context` tokens a sequence. For each arm: losses[arm] = Σ over tokens of
  /// the cross-entropy (nats); gradients += d(mean loss)/d(parameters). The batch may be larger than `rows`: it is then
  /// computed in parts, always the same for the same shape. `slot` is the first workspace arm to use.
  void accumulate_gradient(int64_t arms, int64_t slot, const Batch& batch, ArmTokens targets, ConstArmTensor parameters,
                           ArmTensor gradients, std::span<double> losses);

  /// The normed output of the last layer, [sequences · length, hidden]: the classifier's input. Valid until the next
  /// call.
  ConstArmTensor hidden_states(int64_t arms, int64_t slot, const Batch& batch, ConstArmTensor parameters);

  /// The classifier's weight among the parameters: [vocabulary, hidden].
  ConstArmTensor head(ConstArmTensor parameters) const { return parameters.at(head_offset_); }

  const ParameterLayout& layout() const { return layout_; }

 private:
  /// Where a layer's parameters lie.
  struct LayerParameters {
    int64_t input_norm;
    int64_t joint_projection;  ///< query, key and value
    int64_t output_projection;
    int64_t middle_norm;
    int64_t gate_up_projection;
    int64_t down_projection;
  };

  AttentionShape attention_shape(const Batch& batch) const;
  void forward(int64_t arms, const Batch& batch, ConstArmTensor parameters, ArmTensor work) const;
  void forward_layer(int64_t arms, const Batch& batch, const LayerParameters& at, const LayerActivations& kept,
                     ConstArmTensor parameters, ArmTensor work) const;
  void backward(int64_t arms, const Batch& batch, ArmTokens targets, double gradient_scale, ConstArmTensor parameters,
                ArmTensor gradients, ArmTensor work) const;
  void backward_layer(int64_t arms, const Batch& batch, const LayerParameters& at, const LayerActivations& kept,
                      ConstArmTensor parameters, ArmTensor gradients, ArmTensor work) const;

  ModelShape shape_;
  const Backend& backend_;
  ParameterLayout layout_;
  std::vector<LayerParameters> layer_parameters_;
  int64_t embedding_offset_;
  int64_t head_offset_;
  int64_t final_norm_offset_;
  int64_t rows_;
  ActivationLayout activations_;
  AlignedBuffer angles_;
  AlignedBuffer workspace_;
};

}  // namespace ablate
