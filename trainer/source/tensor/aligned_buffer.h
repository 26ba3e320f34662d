#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace ablate {

/// Float32 memory on a cache line's border, zero at first. Large buffers ask for huge pages, and take none before they
/// are used.
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  /// Throws Failure (memory) where there is not enough memory.
  explicit AlignedBuffer(int64_t count);
  /// Room for `count` elements of `element_bytes`, whatever they are.
  static AlignedBuffer of_bytes(int64_t count, int64_t element_bytes);

  /// Bytes of memory that a buffer of `count` float32 takes.
  static int64_t memory_bytes(int64_t count);

  float* data() { return memory_.get(); }
  const float* data() const { return memory_.get(); }
  int64_t size() const { return size_; }

  /// Makes the buffer hold at least `count` elements, whose values are then undefined. For scratch memory.
  float* reserve(int64_t count);

 private:
  struct Free {
    size_t mapped_bytes;  ///< 0: of the heap
    void operator()(float* memory) const;
  };

  std::unique_ptr<float, Free> memory_;
  int64_t size_ = 0;
};

}  // namespace ablate
