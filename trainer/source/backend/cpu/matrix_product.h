#pragma once

#include <cstdint>

#include "backend/cpu/parallel.h"
#include "tensor/element_type.h"

namespace ablate {

/// Matrix products of one thread, on blocks: C (+)= A · B. Operands are float32 in memory; with bfloat16 they are
/// rounded when B is packed and when A is read. Sums are float32.

/// The right operand B [inner, columns], stored by rows (element (k, n) at k · stride + n) or, `transposed`, by columns
/// (at n · stride + k).
struct RightMatrix {
  const float* data;
  int64_t stride;
  bool transposed;
  int64_t inner;
  int64_t columns;
};

/// The left operand A [rows, inner]: element (m, k) at m · stride + k, or, `transposed`, at k · stride + m.
struct LeftMatrix {
  const float* data;
  int64_t stride;
  bool transposed;
};

/// Columns in a panel of a packed right operand.
int64_t panel_columns();

/// Elements of 4 bytes that a packed copy takes: panels, each of all inner indices, rounded up to whole vectors.
int64_t packed_size(ElementType precision, int64_t inner, int64_t columns);

/// Packs panels [panels.begin, panels.end) of B.
void pack_panels(ElementType precision, const RightMatrix& right, Block panels, float* packed);

/// All panels.
void pack(ElementType precision, const RightMatrix& right, float* packed);

/// A packed right operand of [packed_inner, packed_columns], of which the first `inner` inner indices (all, or an even
/// number) and the first `columns` columns (all, or whole vectors) are used.
struct PackedRight {
  const float* data;
  int64_t packed_inner;
  int64_t packed_columns;
  int64_t inner;
  int64_t columns;
};

/// C[m, n] (+)= Σ_k A[m, k] · B[k, n], with the built-in kernel; C has `stride` elements between rows. How the sum of
/// an element is taken depends on `inner` alone, not on the block that it is computed in.
void multiply_packed(ElementType precision, int64_t rows, LeftMatrix left, PackedRight right, float* c, int64_t stride,
                     bool accumulate);

/// Whether oneDNN computes the products with weights in this build on this machine; else the built-in kernel does.
bool products_by_onednn();

/// A right operand made ready for several products: packed for the built-in kernel, or in the layout that
/// oneDNN wants.
class PreparedRight {
 public:
  /// Elements of `memory` that preparing takes.
  static int64_t memory_size(ElementType precision, int64_t inner, int64_t columns);

  /// `memory` must hold memory_size elements and outlive this; `prepare` has to be called for all units before use.
  PreparedRight(ElementType precision, const RightMatrix& right, float* memory)
      : precision_(precision), right_(right), memory_(memory) {}

  int64_t units() const;
  void prepare(int64_t unit) const;

  /// C (+)= A · B for `rows` rows.
  void multiply(int64_t rows, LeftMatrix left, float* c, int64_t stride, bool accumulate) const;

 private:
  ElementType precision_;
  RightMatrix right_;
  float* memory_;
};

}  // namespace ablate
