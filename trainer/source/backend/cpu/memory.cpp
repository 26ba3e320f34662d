#include <cstring>

#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/parallel.h"

namespace ablate {

namespace {

class Repetition final : public Recording {
 public:
  explicit Repetition(std::function<void()> work) : work_(std::move(work)) {}
  void run() override { work_(); }

 private:
  std::function<void()> work_;
};

}  // namespace

DeviceBuffer CpuBackend::allocate(int64_t count, int64_t element_bytes) const {
  auto memory = std::make_shared<AlignedBuffer>(AlignedBuffer::of_bytes(count, element_bytes));
  auto* const data = reinterpret_cast<std::byte*>(memory->data());
  return {data, count * element_bytes, std::move(memory)};
}

void CpuBackend::upload(void* device, const void* host, int64_t bytes) const {
  std::memcpy(device, host, static_cast<size_t>(bytes));
}

const void* CpuBackend::host_view(const void* device, int64_t, AlignedBuffer&) const { return device; }

DeviceBuffer CpuBackend::make_resident(std::span<const std::byte> host) const {
  // Operations only read it.
  return {const_cast<std::byte*>(host.data()), static_cast<int64_t>(host.size()), nullptr};
}

std::unique_ptr<Recording> CpuBackend::record(std::function<void()> work) const {
  return std::make_unique<Repetition>(std::move(work));
}

void CpuBackend::convert(int64_t arms, int64_t count, ConstArmTensor from, ArmTensor to) const {
  constexpr int64_t kElements = 16384;
  parallel_blocks(threads_, arms, count, kElements, [&](int64_t arm, Block block) {
    std::memcpy(to[arm] + block.begin, from[arm] + block.begin, static_cast<size_t>(block.size()) * sizeof(float));
  });
}

}  // namespace ablate
