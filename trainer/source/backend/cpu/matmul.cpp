#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/matrix_product.h"
#include "backend/cpu/parallel.h"

namespace ablate {

namespace {

// Rows of the left operand and of the result that a thread works on at a time: 64 rows of a few hundred columns stay
// in the second-level cache beside one packed panel.
constexpr int64_t kProductRows = 64;
// Rows of a weight gradient that a thread works on at a time.
constexpr int64_t kGradientRows = 64;

/// C (+)= A · B of every arm; `right_of(arm)` is B, `left_of(arm, block)` the rows `block` of A.
template <typename RightOf, typename LeftOf>
void multiply_arms(int threads, ElementType precision, int64_t arms, int64_t rows, int64_t row_block, int64_t inner,
                   int64_t columns, const RightOf& right_of, const LeftOf& left_of, ArmTensor c, bool accumulate) {
  const int64_t memory_size = PreparedRight::memory_size(precision, inner, columns);
  float* const memory = operation_scratch(arms * memory_size);
  const auto prepared = [&](int64_t arm) {
    return PreparedRight(precision, right_of(arm), memory + arm * memory_size);
  };
  const int64_t units = prepared(0).units();
  parallel_for(threads, arms * units, [&](int64_t unit) { prepared(unit / units).prepare(unit % units); });
  parallel_blocks(threads, arms, rows, row_block, [&](int64_t arm, Block block) {
    prepared(arm).multiply(block.size(), left_of(arm, block), c[arm] + block.begin * columns, columns, accumulate);
  });
}

}  // namespace

void CpuBackend::matmul(int64_t arms, int64_t rows, int64_t inputs, int64_t outputs, ConstArmTensor x,
                        ConstArmTensor weight, ArmTensor y) const {
  multiply_arms(
      threads_, precision_, arms, rows, kProductRows, inputs, outputs,
      [&](int64_t arm) {
        return RightMatrix{weight[arm], inputs, true, inputs, outputs};
      },
      [&](int64_t arm, Block block) {
        return LeftMatrix{x[arm] + block.begin * inputs, inputs, false};
      },
      y, false);
}

void CpuBackend::matmul_backward_input(int64_t arms, int64_t rows, int64_t inputs, int64_t outputs, ConstArmTensor d_y,
                                       ConstArmTensor weight, ArmTensor d_x) const {
  multiply_arms(
      threads_, precision_, arms, rows, kProductRows, outputs, inputs,
      [&](int64_t arm) {
        return RightMatrix{weight[arm], inputs, false, outputs, inputs};
      },
      [&](int64_t arm, Block block) {
        return LeftMatrix{d_y[arm] + block.begin * outputs, outputs, false};
      },
      d_x, false);
}

void CpuBackend::matmul_backward_weight(int64_t arms, int64_t rows, int64_t inputs, int64_t outputs, ConstArmTensor d_y,
                                        ConstArmTensor x, ArmTensor d_weight) const {
  multiply_arms(
      threads_, precision_, arms, outputs, kGradientRows, rows, inputs,
      [&](int64_t arm) {
        return RightMatrix{x[arm], inputs, false, rows, inputs};
      },
      [&](int64_t arm, Block block) {
        return LeftMatrix{d_y[arm] + block.begin, outputs, true};
      },
      d_weight, true);
}

}  // namespace ablate
