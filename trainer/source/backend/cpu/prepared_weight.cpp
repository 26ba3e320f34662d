#include "backend/cpu/prepared_weight.h"

#include <algorithm>

#include "backend/cpu/cpu_backend.h"

namespace ablate {

namespace {

// Rows and, in panels, columns of a product that a thread works on at a time: with few rows, as when sequences grow by
// a token each, the columns alone keep all threads busy.
constexpr int64_t kProductRows = 128;
constexpr int64_t kProductPanels = 4;

}  // namespace

void multiply_prepared(ElementType precision, int64_t rows, LeftMatrix x, int64_t inputs, int64_t outputs,
                       Block columns, const float* prepared, float* y, int64_t stride) {
  const float* const part = prepared + packed_size(precision, inputs, columns.begin);
  multiply_packed(precision, rows, x, {part, inputs, outputs - columns.begin, inputs, columns.size()},
                  y + columns.begin, stride, false);
}

int64_t CpuBackend::prepared_size(int64_t inputs, int64_t outputs) const {
  return packed_size(precision_, inputs, outputs);
}

void CpuBackend::prepare_weight(int64_t inputs, int64_t outputs, Arms<const float> weight, ArmTensor prepared) const {
  parallel_blocks(threads_, 1, outputs, panel_columns(), [&](int64_t arm, Block block) {
    const float* const from = weight[arm] + block.begin * inputs;
    pack(precision_, {from, inputs, true, inputs, block.size()},
         prepared[arm] + packed_size(precision_, inputs, block.begin));
  });
}

void CpuBackend::matmul_prepared(int64_t arms, int64_t rows, int64_t inputs, int64_t outputs, ConstArmTensor x,
                                 ConstArmTensor prepared, ArmTensor y) const {
  const int64_t columns = kProductPanels * panel_columns();
  const int64_t column_blocks = block_count(outputs, columns);
  const int64_t row_blocks = block_count(rows, kProductRows);
  parallel_for(threads_, arms * row_blocks * column_blocks, [&](int64_t unit) {
    const int64_t arm = unit / (row_blocks * column_blocks);
    const int64_t first_row = unit / column_blocks % row_blocks * kProductRows;
    const int64_t first_column = unit % column_blocks * columns;
    multiply_prepared(precision_, std::min(kProductRows, rows - first_row),
                      {x[arm] + first_row * inputs, inputs, false}, inputs, outputs,
                      {first_column, std::min(first_column + columns, outputs)}, prepared[arm],
                      y[arm] + first_row * outputs, outputs);
  });
}

}  // namespace ablate
