#pragma once

#include <omp.h>

#include <algorithm>
#include <cstdint>

namespace ablate {

/// Calls work(unit) for each unit in [0, units), spread over the threads; in order by the calling thread where that is
/// already one of several that work side by side. Units must not depend on each other and must not throw.
template <typename Work>
void parallel_for(int threads, int64_t units, const Work& work) {
  if (threads == 1 || units == 1 || omp_in_parallel()) {
    for (int64_t unit = 0; unit < units; ++unit) work(unit);
    return;
  }
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (int64_t unit = 0; unit < units; ++unit) work(unit);
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

/// Rows that elementwise operations hand to a thread at a time.
inline constexpr int64_t kRowBlock = 64;

}  // namespace ablate
