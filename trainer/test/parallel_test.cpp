#include "backend/cpu/parallel.h"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>

using namespace ablate;

TEST_CASE("an exception in one of several threads comes out when all units are done") {
  std::atomic<int> done{0};
  const auto work = [&](int64_t unit) {
    if (unit == 3) throw std::runtime_error("unit 3");
    ++done;
  };
  CHECK_THROWS_WITH_AS(parallel_for(2, 8, work), "unit 3", std::runtime_error);
  CHECK(done == 7);
}
