#include "inference/decoder.h"
#include "inference/llama_decoder.h"
#include "protocol/failure.h"

namespace ablate {

CachedAttentionShape cached_attention_shape(const ModelShape& shape, int64_t cache_rows) {
  return {shape.heads, shape.key_value_heads, shape.head_dimension(), cache_rows};
}

std::unique_ptr<Decoder> create_decoder(const ModelShape& shape, const Backend& backend, int64_t workspace_arms,
                                        int64_t rows) {
  if (shape.architecture == "llama") return std::make_unique<LlamaDecoder>(shape, backend, workspace_arms, rows);
  throw Failure(FailureKind::model, "there is no architecture \"" + shape.architecture + "\"");
}

}  // namespace ablate
