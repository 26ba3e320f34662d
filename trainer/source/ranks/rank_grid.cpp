#include "ranks/rank_grid.h"

#include <string>

#include "protocol/failure.h"

namespace ablate {

namespace {

std::string counted(int64_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

int64_t smallest_group(int64_t size, int64_t arms) {
  int64_t group = (size + arms - 1) / arms;
  while (size % group != 0) ++group;
  return group;
}

}  // namespace

RankGrid divide_ranks(int64_t rank, int64_t size, int64_t arms, int64_t sequences_per_step,
                      std::optional<int64_t> data_parallel) {
  const auto fail = [](const std::string& message) { throw Failure(FailureKind::configuration, message); };
  const int64_t group_size = data_parallel.value_or(smallest_group(size, arms));
  const std::string asked = data_parallel ? "dataParallel is " + std::to_string(group_size) + ", but " : "";
  if (size % group_size != 0) {
    fail(asked + "there " + (size == 1 ? "is " : "are ") + counted(size, "rank") +
         "; start a multiple of dataParallel ranks, or leave the field out");
  }
  if (size / group_size > arms) {
    fail(asked + counted(size, "rank") + " would be " + counted(size / group_size, "group") + " for " +
         counted(arms, "arm") + "; start fewer ranks, or leave the field out");
  }
  if (sequences_per_step % group_size != 0) {
    fail("sequencesPerStep is " + std::to_string(sequences_per_step) + ", which cannot be divided over the " +
         counted(group_size, "rank") + " that train an arm; start another number of ranks or set dataParallel");
  }
  const int64_t groups = size / group_size;
  const int64_t group = rank / group_size;
  const int64_t first_arm = first_arm_of(group, groups, arms);
  return {.data_parallel = group_size,
          .groups = groups,
          .group = group,
          .position = rank % group_size,
          .first_arm = first_arm,
          .arms = first_arm_of(group + 1, groups, arms) - first_arm};
}

}  // namespace ablate
