#include <algorithm>

#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/parallel.h"

namespace ablate {

void CpuBackend::embedding(int64_t arms, int64_t rows, int64_t width, ArmTokens tokens, ConstArmTensor table,
                           ArmTensor out) const {
  gather_rows(arms, rows, width, tokens, table, out);
}

void CpuBackend::embedding_backward(int64_t arms, int64_t rows, int64_t width, ArmTokens tokens, ConstArmTensor d_out,
                                    ArmTensor d_table) const {
  // A token may come in several rows: split by columns, so that each sum is taken by one thread in the order of rows.
  constexpr int64_t kColumns = 64;
  parallel_blocks(threads_, arms, width, kColumns, [&](int64_t arm, Block columns) {
    for (int64_t row = 0; row < rows; ++row) {
      const float* from = d_out[arm] + row * width;
      float* to = d_table[arm] + tokens[arm][row] * width;
#pragma omp simd
      for (int64_t i = columns.begin; i < columns.end; ++i) to[i] += from[i];
    }
  });
}

void CpuBackend::gather_rows(int64_t arms, int64_t count, int64_t width, ArmTokens indices, ConstArmTensor x,
                             ArmTensor out) const {
  parallel_blocks(threads_, arms, count, kRowBlock, [&](int64_t arm, Block block) {
    for (int64_t row = block.begin; row < block.end; ++row) {
      std::copy_n(x[arm] + indices[arm][row] * width, width, out[arm] + row * width);
    }
  });
}

}  // namespace ablate
