#include "tensor/aligned_buffer.h"

#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>

#include <sys/mman.h>

#include "protocol/failure.h"

namespace ablate {

namespace {

constexpr int64_t kCacheLine = 64;
constexpr int64_t kHugePage = int64_t{2} << 20;
constexpr int64_t kElementBytes = static_cast<int64_t>(sizeof(float));

Failure out_of_memory(int64_t count, int64_t element_bytes) {
  const bool countable = count <= std::numeric_limits<int64_t>::max() / element_bytes;
  const std::string wanted = countable
                                 ? std::to_string(count * element_bytes) + " bytes"
                                 : std::to_string(count) + " numbers of " + std::to_string(element_bytes) + " bytes";
  return Failure(FailureKind::memory,
                 "not enough memory: " + wanted + " are wanted at once; train fewer arms at once or a smaller model");
}

int64_t alignment_of(int64_t count) { return count * kElementBytes >= kHugePage ? kHugePage : kCacheLine; }

/// Zeroed memory at a huge page's border, which the system gives where it is first used: by the threads that use it,
/// and never what is not used. Null where there is none.
float* map_memory(size_t bytes) {
  constexpr auto kHuge = static_cast<size_t>(kHugePage);
  void* const mapped = mmap(nullptr, bytes + kHuge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  auto* const first = static_cast<std::byte*>(mapped);
  const size_t before = (kHuge - reinterpret_cast<uintptr_t>(mapped) % kHuge) % kHuge;
  if (before > 0) munmap(first, before);
  munmap(first + before + bytes, kHuge - before);
#if defined(MADV_HUGEPAGE)
  madvise(first + before, bytes, MADV_HUGEPAGE);
#endif
  return reinterpret_cast<float*>(first + before);
}

}  // namespace

void AlignedBuffer::Free::operator()(float* memory) const {
  if (mapped_bytes > 0) {
    munmap(memory, mapped_bytes);
  } else {
    std::free(memory);
  }
}

int64_t AlignedBuffer::memory_bytes(int64_t count) {
  const int64_t alignment = alignment_of(count);
  return (count * kElementBytes + alignment - 1) / alignment * alignment;
}

AlignedBuffer AlignedBuffer::of_bytes(int64_t count, int64_t element_bytes) {
  if (count > std::numeric_limits<int64_t>::max() / (2 * element_bytes)) throw out_of_memory(count, element_bytes);
  return AlignedBuffer((count * element_bytes + kElementBytes - 1) / kElementBytes);
}

AlignedBuffer::AlignedBuffer(int64_t count) : size_(count) {
  if (count == 0) return;
  if (count > std::numeric_limits<int64_t>::max() / (2 * kElementBytes)) throw out_of_memory(count, kElementBytes);
  const auto bytes = static_cast<size_t>(memory_bytes(count));
  const bool maps = alignment_of(count) == kHugePage;
  float* const memory = maps ? map_memory(bytes) : static_cast<float*>(std::aligned_alloc(kCacheLine, bytes));
  if (memory == nullptr) throw out_of_memory(count, kElementBytes);
  if (!maps) std::memset(memory, 0, bytes);
  memory_ = {memory, Free{maps ? bytes : 0}};
}

float* AlignedBuffer::reserve(int64_t count) {
  if (count > size_) {
    memory_.reset();
    size_ = 0;
    *this = AlignedBuffer(count);
  }
  return memory_.get();
}

}  // namespace ablate
