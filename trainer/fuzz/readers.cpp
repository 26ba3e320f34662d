#include "reader.h"

namespace ablate::fuzz {

std::vector<const Reader*> readers() {
  return {&token_shard,
          &safetensors,
          &optimiser,
          &model_configuration,
          &model_index,
          &token_bytes,
          &train_configuration,
          &score_configuration,
          &score_requests,
          &checkpoint,
          &generate_configuration,
          &generate_requests};
}

}  // namespace ablate::fuzz
