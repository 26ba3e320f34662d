#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "protocol/events.h"

namespace ablate {

/// What an arm needs to go on beside its tensors.
struct CheckpointState {
  int64_t steps = 0;  ///< that it has taken; of a failed arm, the failing one is the last
  bool failed = false;
  double reported_loss_sum = 0;  ///< of the steps since the last `step` event
  int64_t reported_loss_steps = 0;
  std::vector<SourceCount> sources;  ///< without their epochs, which the shards tell

  bool operator==(const CheckpointState&) const = default;
};

/// The text of state.json.
std::string checkpoint_state_text(int64_t step, const CheckpointState& state);

/// Reads it again. Throws Failure (storage), which names `origin`, where it is not of step `step`, not of this version,
/// or has numbers that no run comes to.
CheckpointState parse_checkpoint_state(const std::string& text, int64_t step, const std::string& origin);

}  // namespace ablate
