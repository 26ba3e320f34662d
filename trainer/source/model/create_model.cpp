#include "model/cohere.h"
#include "model/llama.h"
#include "model/model.h"
#include "protocol/failure.h"

namespace ablate {

std::unique_ptr<Model> create_model(const ModelShape& shape, const Backend& backend, int64_t workspace_arms,
                                    int64_t rows, Passes passes) {
  if (shape.architecture == "llama") return std::make_unique<Llama>(shape, backend, workspace_arms, rows, passes);
  if (shape.architecture == "cohere") return std::make_unique<Cohere>(shape, backend, workspace_arms, rows, passes);
  throw Failure(FailureKind::model, "there is no architecture \"" + shape.architecture + "\"");
}

}  // namespace ablate
