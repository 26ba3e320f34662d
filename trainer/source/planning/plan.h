#pragma once

#include <filesystem>

#include "protocol/configuration.h"
#include "protocol/events.h"

namespace ablate {

/// The command `plan`: says what `train` will take with this configuration, for packs of its first 1, 2, … arms.
/// Nothing but the configuration needs to be there. With `measure_in`, a folder that may be written to, it measures how
/// fast the pack of all arms is trained. Throws Failure.
int run_plan(const TrainConfiguration& configuration, const std::filesystem::path& measure_in, Events& events);

}  // namespace ablate
