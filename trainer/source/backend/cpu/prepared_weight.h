#pragma once

#include "backend/cpu/matrix_product.h"

namespace ablate {

/// y[r, o] = Σ_i x[r, i] · weight[o, i] for the outputs o in `columns`, which begins at a multiple of panel_columns,
/// with the weight [outputs, inputs] that CpuBackend::prepare_weight has packed. Row r of y begins at y + r · stride
/// and has all outputs. Always the built-in kernel: oneDNN's sums depend on the number of rows, so that a result would
/// depend on what is computed beside it.
void multiply_prepared(ElementType precision, int64_t rows, LeftMatrix x, int64_t inputs, int64_t outputs,
                       Block columns, const float* prepared, float* y, int64_t stride);

}  // namespace ablate
