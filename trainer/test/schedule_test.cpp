#include "optimiser/schedule.h"

#include <doctest/doctest.h>

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

TEST_CASE("a run that ends with its warm-up has a rate for every step") {
  const Schedule schedule{.shape = ScheduleShape::cosine, .peak = 1.0, .final_rate = 0.1, .warmup_steps = 2};
  CHECK(learning_rate(schedule, 1, 2) == doctest::Approx(1.0));
  CHECK(learning_rate({ScheduleShape::cosine, 1.0, 0.1, 0}, 0, 1) == doctest::Approx(0.1));
}
