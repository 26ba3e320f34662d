#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "backend/cpu/operand_format.h"

namespace ablate {

/// Vectors of a row in a panel of a packed right operand. With AVX-512 a tile of 6 × 4 registers keeps 24 independent
/// sums, which hides the latency of the instructions, and leaves registers for a row of B; with 16 registers it is 6
/// × 2.
inline constexpr int64_t kPanelVectors = kVectorWidth == 16 ? 4 : 2;
inline constexpr int64_t kPanelColumns = kPanelVectors * kVectorWidth;

/// Rows of a tile of so many vectors: narrower tiles are higher.
constexpr int tile_rows(int vectors) {
  if constexpr (kVectorWidth == 16) return vectors == 4 ? 6 : vectors == 3 ? 8 : 12;
  return vectors == 2 ? 6 : 12;
}

/// One tile of a product in words of `Format`: c[m, n] (+)= Σ_k left[m, k] · panel[k, n] over `words` words k.
/// Element (m, k) of the left operand is at m · left_step + k, or, `LeftAcross`, at k · left_step + m.
template <typename Format>
struct TileOperands {
  int64_t words;
  const typename Format::Word* left;
  int64_t left_step;
  const typename Format::Word* panel;
  int64_t panel_stride;
  float* c;
  int64_t stride;
  bool accumulate;
};

template <typename Format, int Rows, int Vectors, bool LeftAcross>
void multiply_tile(const TileOperands<Format>& tile) {
  float* const c = tile.c;
  const int64_t stride = tile.stride;
  Vector sums[Rows][Vectors];
#pragma GCC unroll 12
  for (int m = 0; m < Rows; ++m) {
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) {
      sums[m][v] = Vector{};
      // The result is needed last, and comes from far away.
      __builtin_prefetch(c + m * stride + v * kVectorWidth, 1);
    }
  }
  const auto* left = tile.left;
  const auto* panel = tile.panel;
  const int64_t left_step = tile.left_step;
  const int64_t panel_stride = tile.panel_stride;
  for (int64_t k = 0; k < tile.words; ++k) {
    decltype(Format::load(panel)) right[Vectors];
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) right[v] = Format::load(panel + v * kVectorWidth);
    panel += panel_stride;
#pragma GCC unroll 12
    for (int m = 0; m < Rows; ++m) {
      const auto* a = LeftAcross ? left + m : left + m * left_step;
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; ++v) sums[m][v] = Format::add_product(sums[m][v], a, right[v]);
    }
    left += LeftAcross ? left_step : 1;
  }
  const auto finish = [&](const auto& result) {
#pragma GCC unroll 12
    for (int m = 0; m < Rows; ++m) {
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; ++v) {
        float* const to = c + m * stride + v * kVectorWidth;
        store_vector(to, result(to, sums[m][v]));
      }
    }
  };
  if (tile.accumulate) {
    finish([](const float* to, Vector sum) { return load_vector(to) + sum; });
  } else {
    finish([](const float*, Vector sum) { return sum; });
  }
}

/// All rows of one panel, of which `Vectors` vectors are wanted.
template <typename Format, int Vectors, bool LeftAcross>
void multiply_panel(int64_t rows, TileOperands<Format> tile) {
  const int64_t row_step = LeftAcross ? 1 : tile.left_step;
  const auto advance = [&](int64_t done) {
    tile.left += done * row_step;
    tile.c += done * tile.stride;
    rows -= done;
  };
  constexpr int kRows = tile_rows(Vectors);
  while (rows >= kRows) {
    multiply_tile<Format, kRows, Vectors, LeftAcross>(tile);
    advance(kRows);
  }
  while (rows >= 4) {
    multiply_tile<Format, 4, Vectors, LeftAcross>(tile);
    advance(4);
  }
  while (rows >= 2) {
    multiply_tile<Format, 2, Vectors, LeftAcross>(tile);
    advance(2);
  }
  if (rows == 1) multiply_tile<Format, 1, Vectors, LeftAcross>(tile);
}

/// The same, of `columns` ≤ kPanelColumns columns. What does not fill a vector is computed beside C and copied.
template <typename Format, bool LeftAcross>
void multiply_panel_columns(int64_t rows, int64_t columns, const TileOperands<Format>& tile) {
  using Multiply = void (*)(int64_t, TileOperands<Format>);
  constexpr auto kMultiply = [] {
    if constexpr (kPanelVectors == 4) {
      return std::array<Multiply, 4>{multiply_panel<Format, 1, LeftAcross>, multiply_panel<Format, 2, LeftAcross>,
                                     multiply_panel<Format, 3, LeftAcross>, multiply_panel<Format, 4, LeftAcross>};
    } else {
      return std::array<Multiply, 2>{multiply_panel<Format, 1, LeftAcross>, multiply_panel<Format, 2, LeftAcross>};
    }
  }();
  const int64_t vectors = (columns + kVectorWidth - 1) / kVectorWidth;
  const Multiply multiply = kMultiply[static_cast<size_t>(vectors - 1)];
  if (columns == vectors * kVectorWidth) {
    multiply(rows, tile);
    return;
  }
  constexpr int64_t kBorderRows = 12;
  alignas(64) float border[kBorderRows * kPanelColumns] = {};
  const auto bytes = static_cast<size_t>(columns) * sizeof(float);
  for (int64_t first = 0; first < rows; first += kBorderRows) {
    const int64_t count = std::min(kBorderRows, rows - first);
    TileOperands<Format> part = tile;
    part.left += first * (LeftAcross ? 1 : tile.left_step);
    part.c = border;
    part.stride = kPanelColumns;
    float* const c = tile.c + first * tile.stride;
    if (tile.accumulate) {
      for (int64_t m = 0; m < count; ++m) std::memcpy(border + m * kPanelColumns, c + m * tile.stride, bytes);
    }
    multiply(count, part);
    for (int64_t m = 0; m < count; ++m) std::memcpy(c + m * tile.stride, border + m * kPanelColumns, bytes);
  }
}

}  // namespace ablate
