#pragma once

#include <cstdint>
#include <optional>

namespace ablate {

/// Arms × ranks: the ranks are divided into groups of `data_parallel` neighbours; each group trains a run of
/// neighbouring arms, its ranks a share of every step's sequences each.
struct RankGrid {
  int64_t data_parallel;
  int64_t groups;
  int64_t group;     ///< of this rank
  int64_t position;  ///< of this rank in its group; 0 writes the files
  int64_t first_arm;
  int64_t arms;  ///< of the group

  /// The rank at a position of this rank's group.
  int64_t rank_at(int64_t at) const { return group * data_parallel + at; }
};

/// The first of `arms` that a group trains.
inline int64_t first_arm_of(int64_t group, int64_t groups, int64_t arms) { return group * arms / groups; }

/// Divides `size` ranks. Without `data_parallel`, groups are as small as the number of arms allows: arms need nothing
/// from each other, ranks of a group exchange gradients at every step. Throws Failure (configuration) where the ranks
/// cannot be divided so.
RankGrid divide_ranks(int64_t rank, int64_t size, int64_t arms, int64_t sequences_per_step,
                      std::optional<int64_t> data_parallel);

}  // namespace ablate
