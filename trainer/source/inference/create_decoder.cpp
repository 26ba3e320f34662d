#include "inference/cohere_decoder.h"
#include "inference/decoder.h"
#include "inference/llama_decoder.h"
#include "protocol/failure.h"

namespace ablate {

CachedAttentionShape cached_attention_shape(const ModelShape& shape, int64_t cache_rows) {
  const RotaryPairs pairs = shape.architecture == "cohere" ? RotaryPairs::neighbours : RotaryPairs::halves;
  return {shape.heads, shape.key_value_heads, shape.head_dimension(), cache_rows, pairs};
}

std::unique_ptr<Decoder> create_decoder(const ModelShape& shape, const Backend& backend, int64_t workspace_arms,
                                        int64_t rows) {
  if (shape.architecture == "llama") return std::make_unique<LlamaDecoder>(shape, backend, workspace_arms, rows);
  if (shape.architecture == "cohere") return std::make_unique<CohereDecoder>(shape, backend, workspace_arms, rows);
  throw Failure(FailureKind::model, "there is no architecture \"" + shape.architecture + "\"");
}

}  // namespace ablate
