#include "optimiser/schedule.h"

#include <cmath>
#include <numbers>

namespace ablate {

namespace {

/// The share of the way from the final rate to the peak that is left at `step`, in the stable part or the decay.
double height_of_decay(const Decay& decay, int64_t step, int64_t steps) {
  const int64_t decayed = step + 1 - (steps - decay.steps);
  if (decayed <= 0) return 1;
  const double progress = static_cast<double>(decayed) / static_cast<double>(decay.steps);
  return 1 - (decay.shape == DecayShape::linear ? progress : std::sqrt(progress));
}

}  // namespace

double learning_rate(const Schedule& schedule, int64_t step, int64_t steps) {
  if (step < schedule.warmup_steps) {
    return schedule.peak * static_cast<double>(step + 1) / static_cast<double>(schedule.warmup_steps);
  }
  const int64_t span = steps - 1 - schedule.warmup_steps;
  const double progress =
      span > 0 ? static_cast<double>(step - schedule.warmup_steps) / static_cast<double>(span) : 1.0;
  switch (schedule.shape) {
    case ScheduleShape::constant:
      return schedule.peak;
    case ScheduleShape::linear:
      return schedule.peak + (schedule.final_rate - schedule.peak) * progress;
    case ScheduleShape::cosine:
      return schedule.final_rate +
             (schedule.peak - schedule.final_rate) * (1 + std::cos(std::numbers::pi * progress)) / 2;
    case ScheduleShape::warmup_stable_decay:
      return schedule.final_rate + (schedule.peak - schedule.final_rate) * height_of_decay(schedule.decay, step, steps);
  }
  return schedule.peak;
}

}  // namespace ablate
