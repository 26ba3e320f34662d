#pragma once

namespace ablate {

/// Exit statuses of the protocol.
constexpr int kExitDone = 0;
constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;
constexpr int kExitInterrupted = 130;

}  // namespace ablate
