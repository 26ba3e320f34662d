#include "scoring/shared_prefixes.h"

#include <algorithm>
#include <numeric>

namespace ablate {

namespace {

// Beyond this many members the prefix's share of the tokens is small anyhow.
constexpr size_t kMostMembers = 64;

size_t common_prefix(const std::vector<int32_t>& a, const std::vector<int32_t>& b) {
  return static_cast<size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

}  // namespace

std::vector<PrefixGroup> group_by_prefix(const std::vector<std::vector<int32_t>>& sequences) {
  const size_t count = sequences.size();
  std::vector<size_t> order(count);
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(order, [&](size_t a, size_t b) { return sequences[a] < sequences[b]; });

  // saved[n]: the most tokens that the first n sequences can save; last_group[n]: members of the last group then.
  std::vector<int64_t> saved(count + 1, 0);
  std::vector<size_t> last_group(count + 1, 1);
  for (size_t end = 1; end <= count; ++end) {
    saved[end] = saved[end - 1];
    size_t shared = sequences[order[end - 1]].size();
    for (size_t members = 2; members <= std::min(end, kMostMembers); ++members) {
      const size_t first = end - members;
      shared = std::min(shared, common_prefix(sequences[order[first]], sequences[order[first + 1]]));
      if (shared == 0) break;
      // A sequence that is computed in two parts costs about as much as one token more.
      const int64_t saves = static_cast<int64_t>((members - 1) * shared) - static_cast<int64_t>(members);
      if (saved[first] + saves <= saved[end]) continue;
      saved[end] = saved[first] + saves;
      last_group[end] = members;
    }
  }

  std::vector<PrefixGroup> groups;
  for (size_t end = count; end > 0; end -= last_group[end]) {
    const size_t first = end - last_group[end];
    PrefixGroup group{sequences[order[first]].size(), {}};
    for (size_t i = first; i < end; ++i) {
      group.prefix = std::min(group.prefix, common_prefix(sequences[order[first]], sequences[order[i]]));
      group.members.push_back(order[i]);
    }
    groups.push_back(std::move(group));
  }
  std::ranges::reverse(groups);
  return groups;
}

}  // namespace ablate
