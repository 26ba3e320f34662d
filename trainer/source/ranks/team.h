#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "protocol/events.h"
#include "ranks/collectives.h"

namespace ablate {

/// What a run of `train` needs to know of the other ranks. Every rank makes the same calls in the same order.
class Team {
 public:
  virtual ~Team() = default;

  /// Of the ranks that train the same arms.
  virtual Collectives& collectives() = 0;
  /// Where this rank writes its events.
  virtual Events& events() = 0;

  /// What the ranks decide together before a step.
  struct State {
    bool interrupted;  ///< of any rank
    bool all_failed;   ///< all arms of all ranks
  };
  /// Before step `step`, by default at most a few times a second, else at once. Passes on the events so far.
  virtual State agree(int64_t step, State own, bool at_once) = 0;

  /// The newest step of which all arms of the run, those of other ranks too, have an intact checkpoint. `folders` are
  /// those of this rank's arms.
  virtual std::optional<int64_t> newest_common_step(const std::vector<std::filesystem::path>& folders,
                                                    std::vector<std::string>& skipped) = 0;
};

/// The team of a rank that is alone.
class SoleRank final : public Team {
 public:
  explicit SoleRank(Events& events) : events_(events) {}
  Collectives& collectives() override { return no_other_ranks(); }
  Events& events() override { return events_; }
  State agree(int64_t, State own, bool) override { return own; }
  std::optional<int64_t> newest_common_step(const std::vector<std::filesystem::path>& folders,
                                            std::vector<std::string>& skipped) override;

 private:
  Events& events_;
};

}  // namespace ablate
