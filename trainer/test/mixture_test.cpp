#include "data/mixture.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace ablate;

TEST_CASE("after any number of draws each source is within one draw of its share") {
  const std::vector<std::vector<double>> mixtures = {
      {1}, {0.5, 0.5}, {0.75, 0.25}, {1.0 / 3, 1.0 / 3, 1.0 / 3}, {0.9, 0.05, 0.03, 0.02}, {0.001, 0, 0.999}};
  for (const auto& weights : mixtures) {
    Mixture mixture(weights);
    std::vector<double> draws(weights.size(), 0);
    double worst = 0;
    for (int n = 1; n <= 5000; ++n) {
      draws[mixture.next()] += 1;
      for (size_t source = 0; source < weights.size(); ++source) {
        worst = std::max(worst, std::abs(draws[source] - weights[source] * n));
      }
    }
    CHECK(worst < 1);
  }
}

TEST_CASE("a source of weight 0 is never drawn") {
  Mixture mixture(std::vector<double>{0, 1, 0});
  for (int n = 0; n < 100; ++n) CHECK(mixture.next() == 1);
}
