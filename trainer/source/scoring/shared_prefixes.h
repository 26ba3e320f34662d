#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ablate {

/// Sequences that have their first `prefix` tokens in common, as positions in a list: that part is computed once.
struct PrefixGroup {
  size_t prefix;
  std::vector<size_t> members;
};

/// Divides sequences into groups so that few tokens are to be computed: of all partitions of the sorted sequences into
/// groups of at most 64 neighbours, one that saves most. A sequence that shares nothing worth it is a group of its own,
/// whose prefix is the whole sequence.
std::vector<PrefixGroup> group_by_prefix(const std::vector<std::vector<int32_t>>& sequences);

}  // namespace ablate
