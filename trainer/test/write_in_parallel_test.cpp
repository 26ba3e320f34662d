#include "storage/write_in_parallel.h"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

using namespace ablate;

TEST_CASE("every unit is written once, whatever the number of threads") {
  for (const int64_t threads : {1, 2, 7}) {
    std::vector<std::atomic<int>> written(5);
    write_in_parallel(threads, 5, [&](int64_t unit) { ++written[static_cast<size_t>(unit)]; });
    for (const auto& count : written) CHECK(count == 1);
  }
  write_in_parallel(2, 0, [](int64_t) { FAIL("there is nothing to write"); });
}

TEST_CASE("a unit that cannot be written ends the work with its exception") {
  std::atomic<int64_t> begun{0};
  CHECK_THROWS_WITH(write_in_parallel(2, 1000,
                                      [&](int64_t) {
                                        ++begun;
                                        throw std::runtime_error("full");
                                      }),
                    "full");
  CHECK(begun <= 2);
}
