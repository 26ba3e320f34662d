#include "data/permutation.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace ablate;

TEST_CASE("every position has its own image") {
  for (const int64_t size : {1, 2, 3, 16, 17, 1000, 4097}) {
    const Permutation permutation(42, size);
    std::vector<bool> seen(static_cast<size_t>(size), false);
    for (int64_t position = 0; position < size; ++position) {
      const int64_t image = permutation(position);
      REQUIRE(image >= 0);
      REQUIRE(image < size);
      CHECK_FALSE(seen[static_cast<size_t>(image)]);
      seen[static_cast<size_t>(image)] = true;
    }
  }
}

TEST_CASE("the order looks random: images of neighbours do not go together") {
  constexpr int64_t size = 10007;
  const Permutation permutation(stream_key(1, "text", 0), size);
  // Correlation of image and next image; for a random order its standard deviation is 1/sqrt(size) = 0.01.
  double sum = 0;
  double squares = 0;
  const double mean = (size - 1) / 2.0;
  for (int64_t position = 0; position + 1 < size; ++position) {
    const double here = static_cast<double>(permutation(position)) - mean;
    sum += here * (static_cast<double>(permutation(position + 1)) - mean);
    squares += here * here;
  }
  CHECK(std::abs(sum / squares) < 0.05);
}

TEST_CASE("seed, name and epoch each give another order") {
  const auto order = [](uint64_t key) {
    const Permutation permutation(key, 1000);
    std::vector<int64_t> images;
    for (int64_t position = 0; position < 20; ++position) images.push_back(permutation(position));
    return images;
  };
  const auto base = order(stream_key(1, "text", 0));
  CHECK(base == order(stream_key(1, "text", 0)));
  CHECK(base != order(stream_key(2, "text", 0)));
  CHECK(base != order(stream_key(1, "code", 0)));
  CHECK(base != order(stream_key(1, "text", 1)));
}

TEST_CASE("more than 2^32 positions are no problem") {
  constexpr int64_t size = (int64_t{1} << 40) + 7;
  const Permutation permutation(3, size);
  for (int64_t position = size - 100; position < size; ++position) {
    CHECK(permutation(position) >= 0);
    CHECK(permutation(position) < size);
  }
}
