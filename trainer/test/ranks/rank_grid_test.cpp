#include "ranks/rank_grid.h"

#include <doctest/doctest.h>

#include "failure_message.h"

using namespace ablate;

TEST_CASE("arms are divided before sequences are") {
  // Three arms on four ranks: two groups of two ranks, with one arm and two.
  const RankGrid first = divide_ranks(1, 4, 3, 16, std::nullopt);
  CHECK(first.data_parallel == 2);
  CHECK(first.groups == 2);
  CHECK(first.group == 0);
  CHECK(first.position == 1);
  CHECK(first.first_arm == 0);
  CHECK(first.arms == 1);
  const RankGrid last = divide_ranks(2, 4, 3, 16, std::nullopt);
  CHECK(last.group == 1);
  CHECK(last.position == 0);
  CHECK(last.first_arm == 1);
  CHECK(last.arms == 2);
  CHECK(last.rank_at(1) == 3);

  CHECK(divide_ranks(0, 2, 5, 16, std::nullopt).data_parallel == 1);
  CHECK(divide_ranks(0, 2, 1, 16, std::nullopt).data_parallel == 2);
  CHECK(divide_ranks(0, 2, 5, 16, 2).data_parallel == 2);
}

TEST_CASE("ranks that cannot be divided are refused with a way out") {
  const auto message = [](int64_t size, int64_t arms, int64_t sequences, std::optional<int64_t> data_parallel) {
    return test::failure_message([&] { divide_ranks(0, size, arms, sequences, data_parallel); });
  };
  CHECK(message(1, 2, 16, 2) ==
        "dataParallel is 2, but there is 1 rank; start a multiple of dataParallel ranks, or leave the field out");
  CHECK(message(4, 1, 16, 2) ==
        "dataParallel is 2, but 4 ranks would be 2 groups for 1 arm; start fewer ranks, or leave the field out");
  CHECK(message(3, 1, 16, std::nullopt) ==
        "sequencesPerStep is 16, which cannot be divided over the 3 ranks that train an arm; start another number of "
        "ranks or set dataParallel");
}
