#include "protocol/failure.h"

namespace ablate {

const char* failure_code(FailureKind kind) {
  switch (kind) {
    case FailureKind::configuration:
      return "configuration";
    case FailureKind::data:
      return "data";
    case FailureKind::model:
      return "model";
    case FailureKind::storage:
      return "storage";
    case FailureKind::device:
      return "device";
    case FailureKind::memory:
      return "memory";
    case FailureKind::ranks:
      return "ranks";
    case FailureKind::internal:
      return "internal";
  }
  return "internal";
}

}  // namespace ablate
