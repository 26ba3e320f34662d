#pragma once

#include <cstdint>

#include "protocol/configuration.h"

namespace ablate {

/// The learning rate of step `step`, counted from 0, of a run of `steps`. Warm-up: peak · (step + 1) / warmupSteps.
/// Then with p going from 0 at the first step after warm-up to 1 at the last: constant is peak; linear is peak + (final
/// − peak) · p; cosine is final + (peak − final) · (1 + cos(π · p)) / 2 (Loshchilov & Hutter 2017).
/// Warm-up–stable–decay is peak up to the last decay.steps steps, of which the k-th, with q = k / decay.steps, has
/// final + (peak − final) · (1 − q), linear, or (1 − √q), square root (Hägele et al. 2024).
double learning_rate(const Schedule& schedule, int64_t step, int64_t steps);

}  // namespace ablate
