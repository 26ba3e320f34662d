#pragma once

#include <filesystem>

#include "protocol/configuration.h"
#include "protocol/events.h"

namespace ablate {

/// Trains all arms of a configuration as one pack for about a second, on tokens drawn at random, and says what each
/// part of a run takes. A pack whose arms are computed side by side is measured by as many arms as there are threads, a
/// step of many sequences by its first few; the times are those of the whole pack and step. The checkpoint that is
/// measured is written into `folder` and removed again. Throws Failure.
MeasuredTimes measure_training(const TrainConfiguration& configuration, const std::filesystem::path& folder);

}  // namespace ablate
