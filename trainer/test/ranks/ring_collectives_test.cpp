#include "ranks/ring_collectives.h"

#include <doctest/doctest.h>

#include "rank_threads.h"

using namespace ablate;

TEST_CASE("slices cover all elements once, with borders on cache lines") {
  const Slices slices(100, 3);
  CHECK(slices[0].begin == 0);
  CHECK(slices[0].end == 48);
  CHECK(slices[1].end == 96);
  CHECK(slices[2].begin == 96);
  CHECK(slices[2].end == 100);
  CHECK(slices.largest() == 48);
  CHECK(Slices(20, 4)[3].size() == 0);
  CHECK(slices[1].within({50, 60}).size() == 10);
  CHECK(slices[1].within({0, 40}).size() == 0);
  CHECK(slices[1].within({97, 100}).size() == 0);
}

TEST_CASE("mean_scatter and all_gather give every rank the mean over the ranks") {
  // Two arms of 100 elements, 112 apart; element i of arm a on rank r is i + 1000·a + 10'000·r².
  constexpr int64_t kElements = 100;
  constexpr int64_t kStride = 112;
  for (const int64_t ranks : {1, 2, 3, 5, 9}) {
    CAPTURE(ranks);
    int64_t squares = 0;
    for (int64_t rank = 0; rank < ranks; ++rank) squares += rank * rank;
    const double mean_square = static_cast<double>(squares) / static_cast<double>(ranks);
    test::run_collectives(ranks, [&](Collectives& collectives) {
      std::vector<float> values(2 * kStride, -1);
      for (int64_t arm = 0; arm < 2; ++arm) {
        for (int64_t i = 0; i < kElements; ++i) {
          values[static_cast<size_t>(arm * kStride + i)] =
              static_cast<float>(i + 1000 * arm + 10'000 * collectives.rank() * collectives.rank());
        }
      }
      const Slices slices(kElements, ranks);
      const ArmTensor x{values.data(), kStride};
      collectives.mean_scatter(2, slices, x);
      collectives.all_gather(2, slices, x);
      bool right = true;
      for (int64_t arm = 0; arm < 2; ++arm) {
        for (int64_t i = 0; i < kElements; ++i) {
          right &= x[arm][i] == doctest::Approx(static_cast<double>(i + 1000 * arm) + 10'000 * mean_square);
        }
        right &= x[arm][kElements] == -1;
      }
      CHECK(right);
    });
  }
}

TEST_CASE("all_sum gives every rank the same sums, taken in the order of the ranks") {
  // Of 1e16, 1, −1e16 in this order the sum is 0 in float64; in another order it would be 1.
  const double terms[3] = {1e16, 1, -1e16};
  test::run_collectives(3, [&](Collectives& collectives) {
    double values[4] = {terms[collectives.rank()], 7, 1, 7};  // two arms, two apart
    collectives.all_sum(2, 1, {values, 2});
    CHECK(values[0] == 0);
    CHECK(values[1] == 7);
    CHECK(values[2] == 3);
    CHECK(values[3] == 7);
  });
}

TEST_CASE("gather_on_first brings the slices together") {
  test::run_collectives(3, [&](Collectives& collectives) {
    const Slices slices(40, 3);
    const Slice own = slices[collectives.rank()];
    std::vector<float> values(static_cast<size_t>(own.size()), static_cast<float>(collectives.rank()));
    std::vector<float> whole(40, -1);
    collectives.gather_on_first(slices, values.data(), whole.data());
    if (collectives.rank() != 0) return;
    CHECK(std::count(whole.begin(), whole.end(), 0.0f) == 16);
    CHECK(std::count(whole.begin(), whole.end(), 1.0f) == 16);
    CHECK(std::count(whole.begin(), whole.end(), 2.0f) == 8);
  });
}
