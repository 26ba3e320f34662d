#pragma once

#include <cstdint>

#include "backend/cpu/matrix_product.h"

/// Matrix products of one thread by oneDNN, which chooses its instructions when it runs. Its primitives are made once
/// for each shape and thread, and kept; the right operand is brought into the layout that it wants, once for several
/// products. There where oneDNN is found when the trainer is built (ABLATE_HAVE_ONEDNN). All throw Failure (device)
/// where oneDNN cannot do what is asked.
namespace ablate::onednn {

/// Whether oneDNN has a fast product for right operands of this shape; for small ones it falls back to plain loops.
bool suits(ElementType precision, int64_t inner, int64_t columns);

/// Bytes of a right operand [inner, columns] in oneDNN's layout.
int64_t reordered_bytes(ElementType precision, int64_t inner, int64_t columns);

/// Brings B into that layout and type, into `memory` on the border of a cache line.
void reorder(ElementType precision, const RightMatrix& right, void* memory);

/// C (+)= A · B for `rows` rows, B of [inner, columns] from `memory`; C has `stride` elements between rows.
void multiply(ElementType precision, int64_t rows, LeftMatrix left, int64_t inner, int64_t columns, void* memory,
              float* c, int64_t stride, bool accumulate);

}  // namespace ablate::onednn
