#pragma once

#include <chrono>
#include <memory>
#include <sstream>

#include "protocol/configuration.h"
#include "ranks/event_merger.h"
#include "ranks/rank_grid.h"
#include "ranks/team.h"
#include "ranks/world.h"

namespace ablate {

/// The team of one of several ranks.
class WorldTeam final : public Team {
 public:
  /// `configuration` is that of all arms; `events` are those of rank 0 and looked at there alone.
  WorldTeam(World& world, const RankGrid& grid, std::unique_ptr<Collectives> collectives,
            const TrainConfiguration& configuration, Events& events);

  Collectives& collectives() override { return *collectives_; }
  Events& events() override { return own_events_; }
  State agree(int64_t step, State own, bool at_once) override;
  std::optional<int64_t> newest_common_step(const std::vector<std::filesystem::path>& folders,
                                            std::vector<std::string>& skipped) override;

  /// Passes on the last events, and tells people how much memory each rank has used.
  void finish();

 private:
  /// Takes what every rank has said since the last time, on rank 0.
  State collect(const std::vector<std::string>& said);
  int64_t steps_until_next(int64_t step);

  World& world_;
  RankGrid grid_;
  std::unique_ptr<Collectives> collectives_;
  std::vector<std::filesystem::path> all_folders_;
  std::ostringstream written_;
  Events own_events_;
  EventMerger merger_;
  std::vector<int64_t> peak_memory_;  ///< of each rank, bytes
  int64_t next_step_ = 0;             ///< that the ranks agree at
  std::chrono::steady_clock::time_point agreed_at_;
  int64_t agreed_step_ = 0;
};

}  // namespace ablate
