#pragma once

#include <memory>

#include "backend/backend.h"
#include "inference/decoder_weights.h"

namespace ablate {

/// A model that is not trained: it computes forward only, on sequences of unlike lengths that lie end to end, with keys
/// and values in a cache. One class per architecture. It holds activations, no weights: those are passed in, for as
/// many models as wanted.
class Decoder {
 public:
  virtual ~Decoder() = default;

  /// Tokens that are computed together; the same for all models that compute them, or as the strides of `tokens` and
  /// the others say.
  struct Batch {
    int64_t rows;
    ArmTokens tokens;      ///< [rows]
    ArmTokens positions;   ///< [rows]: in their sequences, below the model's context
    ArmTokens cache_rows;  ///< [rows]: where their keys and values are kept
    int64_t span_count;
    Arms<const AttentionSpan> spans;  ///< all rows, in order
  };

  /// Keys and values of the tokens before, and room for those of a batch: layers lie `layer_stride` elements apart. 0:
  /// all layers use the same memory, which does where nothing is computed after the batch.
  struct Cache {
    int64_t rows;
    int64_t layer_stride;
    ArmTensor memory;
  };

  /// The normed output of the last layer, [rows, hidden]: the classifier's input. `slot` is the first workspace arm to
  /// use. Valid until the next call for this slot.
  virtual ConstArmTensor hidden_states(int64_t arms, int64_t slot, const Batch& batch, ConstArmTensor weights,
                                       const Cache& cache) = 0;

  /// The classifier's weight [vocabulary, hidden] among the weights, prepared.
  virtual ConstArmTensor head(ConstArmTensor weights) const = 0;

  virtual const DecoderWeightLayout& weights() const = 0;
};

/// Sizes of the attention of a model of this shape with `cache_rows` rows of cache.
CachedAttentionShape cached_attention_shape(const ModelShape& shape, int64_t cache_rows);

/// The decoder of `shape.architecture` that works on at most `rows` tokens of each model at a time and has workspace
/// for `workspace_arms` models. Throws Failure (device) where that does not fit into memory.
std::unique_ptr<Decoder> create_decoder(const ModelShape& shape, const Backend& backend, int64_t workspace_arms,
                                        int64_t rows);

}  // namespace ablate
