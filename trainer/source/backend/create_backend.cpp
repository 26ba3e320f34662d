#include "backend/backend.h"
#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/cpu_memory_rehearsal.h"
#include "backend/memory_rehearsal.h"
#include "protocol/failure.h"

namespace ablate {

namespace {

[[noreturn]] void fail_without(const std::string& device) {
  throw Failure(FailureKind::device, "there is no device \"" + device + "\"; this build computes on \"cpu\"");
}

}  // namespace

std::unique_ptr<Backend> create_backend(const std::string& device, int threads, ElementType precision) {
  if (device == "cpu") return std::make_unique<CpuBackend>(threads, precision);
  fail_without(device);
}

std::unique_ptr<MemoryRehearsal> create_memory_rehearsal(const std::string& device, int threads,
                                                         ElementType precision) {
  if (device == "cpu") return std::make_unique<CpuMemoryRehearsal>(threads, precision);
  fail_without(device);
}

}  // namespace ablate
