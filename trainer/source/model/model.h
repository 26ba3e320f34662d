#pragma once

#include <memory>

#include "backend/backend.h"
#include "model/activations.h"
#include "model/parameters.h"

namespace ablate {

/// A decoder that is trained: one class per architecture. It holds activations, no parameters: those are
/// passed in, for as many arms as wanted, in the memory of the backend that it was made for.
class Model {
 public:
  virtual ~Model() = default;

  /// Token sequences of equal length: `sequences` of `length` tokens each, all of them from `tokens` on.
  struct Batch {
    int64_t sequences;
    int64_t length;
    ArmTokens tokens;  ///< [sequences · length]
    DocumentSpans documents = {};
  };

  /// Loss and gradient of a batch of `model.context` tokens a sequence. For each arm: progress.loss_total += Σ over
  /// tokens of the cross-entropy (nats); gradients += d(mean of loss + z_loss · log²Z)/d(parameters). The batch may be
  /// larger than the model's rows: it is then computed in parts, always the same for the same shape. `slot` is the
  /// first workspace arm to use.
  virtual void accumulate_gradient(int64_t arms, int64_t slot, const Batch& batch, ArmTokens targets, double z_loss,
                                   ConstArmTensor parameters, ArmTensor gradients, Arms<ArmProgress> progress) = 0;

  /// The normed output of the last layer, [sequences · length, hidden]: the classifier's input. Valid until the next
  /// call for this slot.
  virtual ConstArmTensor hidden_states(int64_t arms, int64_t slot, const Batch& batch, ConstArmTensor parameters) = 0;

  /// The classifier's weight among the parameters: [vocabulary, hidden].
  virtual ConstArmTensor head(ConstArmTensor parameters) const = 0;

  virtual const ParameterLayout& layout() const = 0;
};

/// The model of `shape.architecture` that works on at most `rows` tokens of each arm at a time and has workspace for
/// `workspace_arms` arms. Throws Failure (memory) where that does not fit into memory.
std::unique_ptr<Model> create_model(const ModelShape& shape, const Backend& backend, int64_t workspace_arms,
                                    int64_t rows, Passes passes);

}  // namespace ablate
