#pragma once

#include <atomic>

#include "protocol/configuration.h"
#include "protocol/events.h"

namespace ablate {

/// The command `generate`: continues each prompt under every model, greedily or by sampling. A completion is a function
/// of model, request, its position in the list and the configuration, whatever is generated beside it. `progress`
/// counts (request, model) pairs. Results appear at the end, in the order of the requests; returns 0. When
/// `interrupted` becomes non-zero nothing is written and 130 is returned. Throws Failure.
int run_generate(const GenerateConfiguration& configuration, Events& events, const std::atomic<int>& interrupted);

}  // namespace ablate
