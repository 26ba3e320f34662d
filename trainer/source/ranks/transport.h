#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ablate {

/// Messages between the ranks of a group; both sides know the lengths. Used by one thread of each rank.
class Transport {
 public:
  virtual ~Transport() = default;

  /// Position among the ranks of the group, from 0 on.
  virtual int64_t rank() const = 0;
  virtual int64_t size() const = 0;

  /// Sends `out` to rank `to` and receives `in` from rank `from` at the same time; an empty span leaves its half out.
  /// Throws Failure (ranks) where another rank is lost.
  virtual void exchange(int64_t to, std::span<const std::byte> out, int64_t from, std::span<std::byte> in) = 0;
};

}  // namespace ablate
