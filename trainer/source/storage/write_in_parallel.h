#pragma once

#include <cstdint>
#include <functional>

namespace ablate {

/// Calls write(unit) for each unit in [0, units) from at most `threads` threads, this one among them: files of
/// different arms, which wait for the disk. After the first exception no further unit is begun; it is thrown again when
/// those under way have ended.
void write_in_parallel(int64_t threads, int64_t units, const std::function<void(int64_t unit)>& write);

}  // namespace ablate
