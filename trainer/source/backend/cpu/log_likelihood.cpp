#include <algorithm>
#include <cmath>

#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/prepared_weight.h"
#include "backend/cpu/softmax.h"

namespace ablate {

namespace {

// Rows of logits that a thread works on at a time.
constexpr int64_t kLogitRows = 32;

}  // namespace

void CpuBackend::log_likelihood(int64_t arms, int64_t rows, int64_t width, int64_t vocabulary, ConstArmTensor x,
                                ConstArmTensor prepared, ArmTokens first_targets, ArmTokens targets,
                                ArmTensor log_likelihoods, ArmTensor greedy) const {
  // A power of two would put all rows in the same few sets of the cache.
  const int64_t stride = (vocabulary + 15) / 16 * 16 + 16;
  parallel_blocks(threads_, arms, rows, kLogitRows, [&](int64_t arm, Block block) {
    static thread_local AlignedBuffer scratch;
    float* const logits = scratch.reserve(kLogitRows * stride);
    multiply_prepared(precision_, block.size(), {x[arm] + block.begin * width, width, false}, width, vocabulary,
                      {0, vocabulary}, prepared[arm], logits, stride);
    for (int64_t row = block.begin; row < block.end; ++row) {
      float* row_logits = logits + (row - block.begin) * stride;
      const Block row_targets{first_targets[arm][row], first_targets[arm][row + 1]};
      const float largest = row_maximum(vocabulary, row_logits);
      const auto first_largest = std::find(row_logits, row_logits + vocabulary, largest) - row_logits;
      for (int64_t t = row_targets.begin; t < row_targets.end; ++t) {
        const int32_t target = targets[arm][t];
        log_likelihoods[arm][t] = row_logits[target] - largest;
        greedy[arm][t] = target == first_largest ? 1.0f : 0.0f;
      }
      const float normaliser = std::log(exponentiate_row(vocabulary, 1.0f, largest, row_logits));
      for (int64_t t = row_targets.begin; t < row_targets.end; ++t) log_likelihoods[arm][t] -= normaliser;
    }
  });
}

}  // namespace ablate
