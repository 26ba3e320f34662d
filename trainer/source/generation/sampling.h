#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "protocol/configuration.h"

namespace ablate {

/// A number from [0, 1) that is a function of its arguments alone: the draw of the token at `position` of a completion.
/// All models draw with the same numbers, so that their completions differ by what the models differ in.
double uniform_draw(uint64_t seed, int64_t request, int64_t position);

/// Chooses next tokens. Holds scratch memory: one for each thread.
class TokenChooser {
 public:
  /// Without `sampling` the likeliest token is chosen, the first of equals.
  explicit TokenChooser(const std::optional<Sampling>& sampling) : sampling_(sampling) {}

  /// The token that is drawn from softmax(logits / temperature) by inverting its distribution at `uniform_draw`. Top-k
  /// (Fan et al. 2018) keeps the k likeliest tokens; of these top-p (Holtzman et al. 2020) keeps the fewest of the
  /// likeliest whose probabilities, among those kept, reach p. Nothing where a logit is not finite.
  std::optional<int32_t> choose(std::span<const float> logits, int64_t request, int64_t position);

 private:
  int32_t draw_from_all(double uniform) const;
  int32_t draw_from_likeliest(std::span<const float> logits, double sum, double uniform);

  std::optional<Sampling> sampling_;
  std::vector<float> weights_;       ///< of each token: its probability, but for a factor
  std::vector<int32_t> candidates_;  ///< token ids; the first ones are the likeliest, in order
};

}  // namespace ablate
