#pragma once

#include "backend/cpu/cpu_backend.h"
#include "backend/memory_rehearsal.h"

namespace ablate {

/// The processor's operations without their units. Operations are issued in groups of arms (`for_each_group`); outside
/// of them their scratch memory is not counted.
class CpuMemoryRehearsal final : public MemoryRehearsal, private CpuBackend {
 public:
  CpuMemoryRehearsal(int threads, ElementType precision) : CpuBackend(threads, precision) {}

  const Backend& backend() const override { return *this; }
  int64_t buffer_bytes() const override { return buffer_bytes_; }
  int64_t scratch_bytes() const override { return scratch_bytes_; }

 private:
  DeviceBuffer allocate(int64_t count, int64_t element_bytes) const override;
  void for_each_group(int64_t arms, Arms<const ArmProgress> progress, const GroupWork& work) const override;

  // A backend's operations do not change it; what is counted is no part of its state.
  mutable int64_t buffer_bytes_ = 0;
  mutable int64_t scratch_bytes_ = 0;
};

}  // namespace ablate
