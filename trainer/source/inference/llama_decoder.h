#pragma once

#include "inference/decoder.h"
#include "model/activations.h"

namespace ablate {

/// The architecture of `Llama`, forward only.
class LlamaDecoder final : public Decoder {
 public:
  /// Arguments and errors as for create_decoder.
  LlamaDecoder(const ModelShape& shape, const Backend& backend, int64_t workspace_arms, int64_t rows);

  ConstArmTensor hidden_states(int64_t arms, int64_t slot, const Batch& batch, ConstArmTensor weights,
                               const Cache& cache) override;
  ConstArmTensor head(ConstArmTensor weights) const override { return weights.at(layout_.head()); }
  const DecoderWeightLayout& weights() const override { return layout_; }

 private:
  /// Where a layer's weights lie.
  struct LayerWeights {
    int64_t input_norm;
    int64_t joint_projection;  ///< query, key and value
    int64_t output_projection;
    int64_t middle_norm;
    int64_t gate_up_projection;
    int64_t down_projection;
  };

  void compute_layer(int64_t arms, const Batch& batch, const LayerWeights& at, ConstArmTensor weights,
                     const CachedAttentionShape& attention, ArmTensor cache, const Workspace& work) const;

  ModelShape shape_;
  const Backend& backend_;
  DecoderWeightLayout layout_;
  std::vector<LayerWeights> layers_;
  int64_t final_norm_;
  ActivationLayout activations_;
  DeviceBuffer angles_;
  WorkspaceMemory workspace_;
};

}  // namespace ablate
