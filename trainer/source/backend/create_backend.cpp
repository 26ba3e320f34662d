#include "backend/backend.h"
#include "backend/cpu/cpu_backend.h"
#include "protocol/failure.h"

namespace ablate {

std::unique_ptr<Backend> create_backend(const std::string& device, int threads, ElementType precision) {
  if (device == "cpu") return std::make_unique<CpuBackend>(threads, precision);
  throw Failure(FailureKind::device, "there is no device \"" + device + "\"; this build computes on \"cpu\"");
}

}  // namespace ablate
