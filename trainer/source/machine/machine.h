#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/events.h"

namespace ablate {

/// The machine's processor: its name, the hardware threads that this process may use, the memory that it may use
/// (bytes) and the instruction sets that matter for speed.
Device describe_cpu();

/// Memory that this process can still take without pushing others out, in bytes: what the system says is available, or
/// what the limit of the control group leaves where that is less.
int64_t available_memory_bytes();

/// Makes large blocks of memory go back to the system when they are freed, so that what this process has resident is
/// what it uses.
void return_freed_memory();

/// The most memory that this process has had resident so far, in bytes.
int64_t peak_memory_bytes();

}  // namespace ablate
