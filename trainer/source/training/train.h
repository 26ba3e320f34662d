#pragma once

#include <atomic>

#include "protocol/configuration.h"
#include "protocol/events.h"
#include "ranks/team.h"

namespace ablate {

/// The command `train`: trains the arms of a configuration as one pack, writes events as it goes, checkpoints, and at
/// the end model/ and optimiser.safetensors into the folder of every arm that did not fail. Where every arm has a
/// checkpoint of the same step, it goes on from the newest, with the same numbers as if it had never stopped. When
/// `interrupted` becomes non-zero it writes a checkpoint and returns 130, else 0. It waits where another trainer still
/// works in one of the folders. Throws Failure.
int run_train(const TrainConfiguration& configuration, Events& events, const std::atomic<int>& interrupted);

/// The same on one of several ranks: `configuration` has the arms that this rank takes part in.
int run_train(const TrainConfiguration& configuration, Team& team, const std::atomic<int>& interrupted);

}  // namespace ablate
