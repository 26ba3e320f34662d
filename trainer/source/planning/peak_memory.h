#pragma once

#include <cstdint>

#include "protocol/configuration.h"

namespace ablate {

/// The most memory that `train` has resident when it runs the first `arms` arms of a configuration as one pack, in
/// bytes, beside what the process has from its start: the buffers and scratch memory that a rehearsed step asks for,
/// the files and copies that an arm starts from, and the pages of token files that the run reads. Nothing that the
/// configuration names needs to be there yet. Throws Failure (device or model) as `train` would.
int64_t peak_training_memory(const TrainConfiguration& configuration, int64_t arms);

}  // namespace ablate
