#include "backend/cpu/matrix_product.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "backend/cpu/vector.h"

#if defined(ABLATE_HAVE_ONEDNN)
#include <string>

#include "protocol/failure.h"

#include <oneapi/dnnl/dnnl.h>
#endif

namespace ablate {

namespace {

// A tile of 8 × 2 registers: 16 independent sums hide the latency of fused multiply-add, and 2 loads of B with 8
// broadcasts of A leave the load ports free.
constexpr int kTileRows = 8;
constexpr int kTileVectors = 2;
constexpr int64_t kPanelColumns = kTileVectors * kVectorWidth;

/// Adds to one tile of C of `Rows` rows and a panel's columns.
template <int Rows, bool LeftTransposed>
void multiply_tile(int64_t inner, const float* left, int64_t left_stride, const float* panel, float* c, int64_t stride,
                   bool accumulate) {
  Vector sums[Rows][kTileVectors];
#pragma GCC unroll 8
  for (int m = 0; m < Rows; ++m) {
#pragma GCC unroll 2
    for (int v = 0; v < kTileVectors; ++v) {
      sums[m][v] = accumulate ? load_vector(c + m * stride + v * kVectorWidth) : Vector{};
    }
  }
  for (int64_t k = 0; k < inner; ++k) {
    Vector right[kTileVectors];
#pragma GCC unroll 2
    for (int v = 0; v < kTileVectors; ++v) right[v] = load_vector(panel + v * kVectorWidth);
    panel += kPanelColumns;
#pragma GCC unroll 8
    for (int m = 0; m < Rows; ++m) {
      const float a = LeftTransposed ? left[m] : left[m * left_stride + k];
#pragma GCC unroll 2
      for (int v = 0; v < kTileVectors; ++v) sums[m][v] += a * right[v];
    }
    if constexpr (LeftTransposed) left += left_stride;
  }
#pragma GCC unroll 8
  for (int m = 0; m < Rows; ++m) {
#pragma GCC unroll 2
    for (int v = 0; v < kTileVectors; ++v) store_vector(c + m * stride + v * kVectorWidth, sums[m][v]);
  }
}

using Tile = void (*)(int64_t, const float*, int64_t, const float*, float*, int64_t, bool);

template <bool LeftTransposed>
constexpr std::array<Tile, kTileRows + 1> kTiles = {nullptr,
                                                    multiply_tile<1, LeftTransposed>,
                                                    multiply_tile<2, LeftTransposed>,
                                                    multiply_tile<3, LeftTransposed>,
                                                    multiply_tile<4, LeftTransposed>,
                                                    multiply_tile<5, LeftTransposed>,
                                                    multiply_tile<6, LeftTransposed>,
                                                    multiply_tile<7, LeftTransposed>,
                                                    multiply_tile<8, LeftTransposed>};

/// A tile at the right border: computed in full beside C, then copied as far as C goes.
void multiply_border_tile(Tile tile, int64_t rows, int64_t columns, int64_t inner, const float* left,
                          int64_t left_stride, const float* panel, float* c, int64_t stride, bool accumulate) {
  alignas(64) float border[kTileRows * kPanelColumns] = {};
  const auto bytes = static_cast<size_t>(columns) * sizeof(float);
  if (accumulate) {
    for (int64_t m = 0; m < rows; ++m) std::memcpy(border + m * kPanelColumns, c + m * stride, bytes);
  }
  tile(inner, left, left_stride, panel, border, kPanelColumns, accumulate);
  for (int64_t m = 0; m < rows; ++m) std::memcpy(c + m * stride, border + m * kPanelColumns, bytes);
}

#if defined(ABLATE_HAVE_ONEDNN)
void multiply_onednn(int64_t rows, LeftMatrix left, const RightMatrix& right, float* c, int64_t stride,
                     bool accumulate) {
  // The work is already spread over threads: oneDNN must not start more. OpenMP keeps the setting per parallel region,
  // so it is made at every call.
  omp_set_num_threads(1);
  const dnnl_status_t status =
      dnnl_sgemm(left.transposed ? 'T' : 'N', right.transposed ? 'T' : 'N', rows, right.columns, right.inner, 1.0f,
                 left.data, left.stride, right.data, right.stride, accumulate ? 1.0f : 0.0f, c, stride);
  if (status != dnnl_success) {
    throw Failure(FailureKind::device, "oneDNN cannot compute a matrix product: status " + std::to_string(status));
  }
}
#endif

}  // namespace

int64_t panel_columns() { return kPanelColumns; }

int64_t packed_size(int64_t inner, int64_t columns) {
  return block_count(columns, kPanelColumns) * inner * kPanelColumns;
}

void pack_panels(const RightMatrix& right, Block panels, float* packed) {
  for (int64_t p = panels.begin; p < panels.end; ++p) {
    const int64_t first = p * kPanelColumns;
    const int64_t columns = std::min(kPanelColumns, right.columns - first);
    float* out = packed + p * right.inner * kPanelColumns;
    if (columns < kPanelColumns) std::fill_n(out, right.inner * kPanelColumns, 0.0f);
    if (right.transposed) {
      for (int64_t n = 0; n < columns; ++n) {
        const float* column = right.data + (first + n) * right.stride;
        for (int64_t k = 0; k < right.inner; ++k) out[k * kPanelColumns + n] = column[k];
      }
    } else {
      for (int64_t k = 0; k < right.inner; ++k) {
        std::copy_n(right.data + k * right.stride + first, columns, out + k * kPanelColumns);
      }
    }
  }
}

void pack(const RightMatrix& right, float* packed) {
  pack_panels(right, {0, block_count(right.columns, kPanelColumns)}, packed);
}

void multiply_packed(int64_t rows, LeftMatrix left, int64_t inner, PackedRight right, float* c, int64_t stride,
                     bool accumulate) {
  const auto& tiles = left.transposed ? kTiles<true> : kTiles<false>;
  const int64_t left_step = left.transposed ? 1 : left.stride;
  for (int64_t n = 0; n < right.columns; n += kPanelColumns) {
    const float* panel = right.data + n * right.panel_rows;
    for (int64_t m = 0; m < rows; m += kTileRows) {
      const int64_t tile_rows = std::min<int64_t>(kTileRows, rows - m);
      const Tile tile = tiles[static_cast<size_t>(tile_rows)];
      const float* a = left.data + m * left_step;
      float* corner = c + m * stride + n;
      if (n + kPanelColumns <= right.columns) {
        tile(inner, a, left.stride, panel, corner, stride, accumulate);
      } else {
        multiply_border_tile(tile, tile_rows, right.columns - n, inner, a, left.stride, panel, corner, stride,
                             accumulate);
      }
    }
  }
}

// oneDNN chooses its instructions at run time, which pays where they are wider than those that this is compiled for.
bool products_by_onednn() {
#if !defined(ABLATE_HAVE_ONEDNN)
  return false;
#elif defined(ABLATE_PREFER_ONEDNN) || !defined(__x86_64__)
  return true;
#else
  static const bool wider = kVectorWidth < 16 && __builtin_cpu_supports("avx512f");
  return wider;
#endif
}

int64_t PreparedRight::memory_size(int64_t inner, int64_t columns) {
  return products_by_onednn() ? 0 : packed_size(inner, columns);
}

int64_t PreparedRight::units() const { return products_by_onednn() ? 0 : block_count(right_.columns, kPanelColumns); }

void PreparedRight::prepare(int64_t unit) const { pack_panels(right_, {unit, unit + 1}, memory_); }

void PreparedRight::multiply(int64_t rows, LeftMatrix left, float* c, int64_t stride, bool accumulate) const {
#if defined(ABLATE_HAVE_ONEDNN)
  if (products_by_onednn()) {
    multiply_onednn(rows, left, right_, c, stride, accumulate);
    return;
  }
#endif
  multiply_packed(rows, left, right_.inner, {memory_, right_.inner, right_.columns}, c, stride, accumulate);
}

}  // namespace ablate
