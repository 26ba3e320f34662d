#pragma once

#include <filesystem>

#include "protocol/configuration.h"
#include "protocol/events.h"

namespace ablate {

/// Trains the arms of a configuration as one pack for a second or two, on tokens drawn at random, and says what each
/// part of a run takes. Of arms that are computed side by side, as many are measured as there are threads, and those
/// that are left over; of a step of many sequences, the first few. The times are those of the whole pack and step. The
/// checkpoint that is measured is written into `folder` and removed again. Throws Failure.
MeasuredTimes measure_training(const TrainConfiguration& configuration, const std::filesystem::path& folder);

}  // namespace ablate
