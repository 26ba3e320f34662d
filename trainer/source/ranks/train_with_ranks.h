#pragma once

#include <atomic>
#include <filesystem>

#include "protocol/events.h"
#include "ranks/launcher.h"

namespace ablate {

/// The command `train` on one of several ranks: meets the others, takes its part of the arms and of the sequences, and
/// ends with them. `file` is the configuration, which every rank must be able to read and to write the folders of.
/// Events are written by rank 0. Returns the exit status; throws Failure on rank 0, or where there is no other rank to
/// tell.
int train_with_ranks(const RankPlace& place, const std::filesystem::path& file, Events& events,
                     const std::atomic<int>& interrupted);

}  // namespace ablate
