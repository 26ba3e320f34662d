#include "tensor/aligned_buffer.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

#if defined(__linux__)
#include <sys/mman.h>
#endif

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

}  // namespace

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
  const int64_t alignment = alignment_of(count);
  const int64_t bytes = memory_bytes(count);
  memory_.reset(static_cast<float*>(std::aligned_alloc(static_cast<size_t>(alignment), static_cast<size_t>(bytes))));
  if (!memory_) throw out_of_memory(count, kElementBytes);
#if defined(__linux__)
  if (alignment == kHugePage) madvise(memory_.get(), static_cast<size_t>(bytes), MADV_HUGEPAGE);
#endif
  std::memset(memory_.get(), 0, static_cast<size_t>(bytes));
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
