#pragma once

#include <omp.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <mutex>

#include "backend/cpu/scratch.h"

namespace ablate {

/// Keeps the first exception of work that is spread over threads: none may leave a parallel region.
class FirstFailure {
 public:
  template <typename Work>
  void guard(const Work& work) noexcept {
    try {
      work();
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
  }

  /// Throws it, when all threads are done.
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr failure_;
};

/// Calls work(unit) for each unit in [0, units), spread over the threads; in order by the calling thread where that is
/// already one of several that work side by side. Units must not depend on each other. An exception of a unit is thrown
/// again when all are done.
template <typename Work>
void parallel_for(int threads, int64_t units, const Work& work) {
  if (ScratchRehearsal::current() != nullptr) return;
  if (threads == 1 || units == 1 || omp_in_parallel()) {
    for (int64_t unit = 0; unit < units; ++unit) work(unit);
    return;
  }
  FirstFailure failure;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (int64_t unit = 0; unit < units; ++unit) failure.guard([&] { work(unit); });
  failure.rethrow();
}

/// Calls work(unit, memory) in the same way, with memory for `elements` floats of any content that is the unit's alone.
template <typename Work>
void parallel_for_with_scratch(int threads, int64_t units, int64_t elements, const Work& work) {
  if (ScratchRehearsal* const rehearsal = ScratchRehearsal::current()) rehearsal->note_unit(elements);
  parallel_for(threads, units, [&](int64_t unit) { work(unit, unit_scratch(elements)); });
}

/// A range [begin, end) of rows or elements.
struct Block {
  int64_t begin;
  int64_t end;
  int64_t size() const { return end - begin; }
};

inline int64_t block_count(int64_t count, int64_t block_size) { return (count + block_size - 1) / block_size; }

/// Calls work(arm, block) for the blocks of at most `block_size` of `count` rows or elements of every arm.
template <typename Work>
void parallel_blocks(int threads, int64_t arms, int64_t count, int64_t block_size, const Work& work) {
  const int64_t blocks = block_count(count, block_size);
  parallel_for(threads, arms * blocks, [&](int64_t unit) {
    const int64_t begin = unit % blocks * block_size;
    work(unit / blocks, Block{begin, std::min(begin + block_size, count)});
  });
}

/// The same with memory for each block, as in parallel_for_with_scratch: work(arm, block, memory).
template <typename Work>
void parallel_blocks_with_scratch(int threads, int64_t arms, int64_t count, int64_t block_size, int64_t elements,
                                  const Work& work) {
  const int64_t blocks = block_count(count, block_size);
  parallel_for_with_scratch(threads, arms * blocks, elements, [&](int64_t unit, float* memory) {
    const int64_t begin = unit % blocks * block_size;
    work(unit / blocks, Block{begin, std::min(begin + block_size, count)}, memory);
  });
}

/// Rows that elementwise operations hand to a thread at a time.
inline constexpr int64_t kRowBlock = 64;

}  // namespace ablate
