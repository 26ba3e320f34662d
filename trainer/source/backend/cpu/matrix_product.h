#pragma once

#include <cstdint>

#include "backend/cpu/parallel.h"

namespace ablate {

/// Matrix products of one thread, on blocks: C (+)= A · B. oneDNN computes them where it is compiled in and knows wider
/// vectors than this build (see `products_by_onednn`), else the built-in kernel, which reads B from a packed copy.

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

/// Elements that a packed copy takes: [panels][inner][panel_columns], the last panel padded with zeros.
int64_t packed_size(int64_t inner, int64_t columns);

/// Packs panels [panels.begin, panels.end) of B.
void pack_panels(const RightMatrix& right, Block panels, float* packed);

/// All panels.
void pack(const RightMatrix& right, float* packed);

/// A packed right operand, or its first columns. Its panels hold `panel_rows` inner indices each.
struct PackedRight {
  const float* data;
  int64_t panel_rows;
  int64_t columns;
};

/// C[m, n] (+)= Σ_k A[m, k] · B[k, n] over the first `inner` indices k, with the built-in kernel; C has `stride`
/// elements between rows. Each element is summed in order of k, whatever the block that it is computed in.
void multiply_packed(int64_t rows, LeftMatrix left, int64_t inner, PackedRight right, float* c, int64_t stride,
                     bool accumulate);

/// Whether oneDNN computes the products with weights in this build on this machine; else the built-in kernel does.
bool products_by_onednn();

/// A right operand made ready for several products: packed for the built-in kernel, as it is for oneDNN.
class PreparedRight {
 public:
  /// Elements of `memory` that preparing takes.
  static int64_t memory_size(int64_t inner, int64_t columns);

  /// `memory` must hold memory_size elements and outlive this; `prepare` has to be called for all units before use.
  PreparedRight(const RightMatrix& right, float* memory) : right_(right), memory_(memory) {}

  int64_t units() const;
  void prepare(int64_t unit) const;

  /// C (+)= A · B for `rows` rows.
  void multiply(int64_t rows, LeftMatrix left, float* c, int64_t stride, bool accumulate) const;

 private:
  RightMatrix right_;
  float* memory_;
};

}  // namespace ablate
