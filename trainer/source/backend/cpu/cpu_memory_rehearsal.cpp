#include "backend/cpu/cpu_memory_rehearsal.h"

#include <algorithm>

#include "backend/cpu/scratch.h"

namespace ablate {

DeviceBuffer CpuMemoryRehearsal::allocate(int64_t count, int64_t element_bytes) const {
  const auto float_bytes = static_cast<int64_t>(sizeof(float));
  buffer_bytes_ += AlignedBuffer::memory_bytes((count * element_bytes + float_bytes - 1) / float_bytes);
  auto space = std::make_shared<AddressSpace>(count * element_bytes);
  std::byte* const data = space->data();
  return {data, count * element_bytes, std::move(space)};
}

void CpuMemoryRehearsal::for_each_group(int64_t arms, Arms<const ArmProgress>, const GroupWork& work) const {
  const int64_t one_arm_each = arms_side_by_side(arms);
  // Of the thread that began, and of each of the others: scratch memory is kept from group to group.
  int64_t first_operation = 0;
  int64_t other_operation = 0;
  int64_t unit = 0;
  if (one_arm_each > 0) {
    const ScratchRehearsal rehearsal;
    work({0, 1}, 0);
    first_operation = other_operation = rehearsal.operation_elements();
    unit = rehearsal.unit_elements();
  }
  if (one_arm_each < arms) {
    const ScratchRehearsal rehearsal;
    work({one_arm_each, arms - one_arm_each}, 0);
    first_operation = std::max(first_operation, rehearsal.operation_elements());
    unit = std::max(unit, rehearsal.unit_elements());
  }
  const int64_t bytes = AlignedBuffer::memory_bytes(first_operation) +
                        (threads() - 1) * AlignedBuffer::memory_bytes(other_operation) +
                        threads() * AlignedBuffer::memory_bytes(unit);
  scratch_bytes_ = std::max(scratch_bytes_, bytes);
}

}  // namespace ablate
