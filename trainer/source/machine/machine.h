#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/events.h"

namespace ablate {

/// The machine's processor: its name, the hardware threads that this process may use, the memory that it may use
/// (bytes) and the instruction sets that matter for speed.
Device describe_cpu();

/// The most memory that this process has had resident so far, in bytes.
int64_t peak_memory_bytes();

}  // namespace ablate
