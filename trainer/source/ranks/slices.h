#pragma once

#include <algorithm>
#include <cstdint>

namespace ablate {

/// The elements [begin, end) of one arm that a rank holds the optimiser's state of.
struct Slice {
  int64_t begin;
  int64_t end;
  int64_t size() const { return end - begin; }

  /// What of it lies in `other`, which may be nothing.
  Slice within(Slice other) const {
    const int64_t first = std::clamp(begin, other.begin, other.end);
    return {first, std::clamp(end, first, other.end)};
  }
};

/// `elements` divided over ranks in neighbouring slices of equal size, borders on cache lines; the last slices may be
/// shorter, or empty where there are more ranks than cache lines (ZeRO stage 1, Rajbhandari et al. 2020).
class Slices {
 public:
  Slices(int64_t elements, int64_t ranks)
      : elements_(elements), ranks_(ranks), step_((elements + kLine * ranks - 1) / (kLine * ranks) * kLine) {}

  Slice operator[](int64_t rank) const {
    return {std::min(rank * step_, elements_), std::min((rank + 1) * step_, elements_)};
  }
  int64_t elements() const { return elements_; }
  int64_t ranks() const { return ranks_; }
  /// Elements of the largest slice.
  int64_t largest() const { return std::min(step_, elements_); }

 private:
  static constexpr int64_t kLine = 16;  ///< float32 numbers of a cache line

  int64_t elements_;
  int64_t ranks_;
  int64_t step_;
};

}  // namespace ablate
