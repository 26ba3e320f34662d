#include "optimiser/schedule.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace ablate;

TEST_CASE("the rate warms up in a line, then falls to the final rate at the last step") {
  Schedule schedule{.shape = ScheduleShape::cosine, .peak = 1.0, .final_rate = 0.1, .warmup_steps = 4};
  CHECK(learning_rate(schedule, 0, 13) == doctest::Approx(0.25));
  CHECK(learning_rate(schedule, 3, 13) == doctest::Approx(1.0));
  CHECK(learning_rate(schedule, 4, 13) == doctest::Approx(1.0));
  CHECK(learning_rate(schedule, 8, 13) == doctest::Approx(0.55));  // half way: the mean of peak and final
  CHECK(learning_rate(schedule, 12, 13) == doctest::Approx(0.1));

  schedule.shape = ScheduleShape::linear;
  CHECK(learning_rate(schedule, 6, 13) == doctest::Approx(0.775));  // a quarter of the way
  schedule.shape = ScheduleShape::constant;
  CHECK(learning_rate(schedule, 12, 13) == doctest::Approx(1.0));
}

TEST_CASE("warm-up–stable–decay holds the peak, then falls over its last steps") {
  Schedule schedule{.shape = ScheduleShape::warmup_stable_decay,
                    .peak = 1.0,
                    .final_rate = 0.2,
                    .warmup_steps = 2,
                    .decay = {.steps = 4, .shape = DecayShape::square_root}};
  CHECK(learning_rate(schedule, 0, 12) == doctest::Approx(0.5));
  CHECK(learning_rate(schedule, 7, 12) == doctest::Approx(1.0));  // the last before the decay
  CHECK(learning_rate(schedule, 8, 12) == doctest::Approx(0.6));  // a quarter of the way: 1 − √¼ is half the height
  CHECK(learning_rate(schedule, 10, 12) == doctest::Approx(0.2 + 0.8 * (1 - std::sqrt(0.75))));
  CHECK(learning_rate(schedule, 11, 12) == doctest::Approx(0.2));
  schedule.decay.shape = DecayShape::linear;
  CHECK(learning_rate(schedule, 8, 12) == doctest::Approx(0.8));
  CHECK(learning_rate(schedule, 11, 12) == doctest::Approx(0.2));
  schedule.decay.steps = 0;
  CHECK(learning_rate(schedule, 11, 12) == doctest::Approx(1.0));
}

TEST_CASE("a run that ends with its warm-up has a rate for every step") {
  const Schedule schedule{.shape = ScheduleShape::cosine, .peak = 1.0, .final_rate = 0.1, .warmup_steps = 2};
  CHECK(learning_rate(schedule, 1, 2) == doctest::Approx(1.0));
  CHECK(learning_rate({ScheduleShape::cosine, 1.0, 0.1, 0}, 0, 1) == doctest::Approx(0.1));
}
