#pragma once

#include <atomic>

#include "protocol/configuration.h"
#include "protocol/events.h"

namespace ablate {

/// The command `score`: for each request the log-likelihood (nats) of its continuation under every model, and whether
/// greedy decoding gives it. Models of one shape are scored together. `progress` counts (request, model) pairs. Results
/// appear at the end, in the order of the requests; returns 0. When `interrupted` becomes non-zero nothing is written
/// and 130 is returned. Throws Failure.
int run_score(const ScoreConfiguration& configuration, Events& events, const std::atomic<int>& interrupted);

}  // namespace ablate
