#include "backend/cpu/matrix_product.h"

#include <algorithm>

#include "backend/cpu/product_kernel.h"
#include "backend/cpu/transpose.h"
#include "tensor/aligned_buffer.h"

#if defined(ABLATE_HAVE_ONEDNN)
#include "backend/cpu/onednn_product.h"
#endif

namespace ablate {

namespace {

// Words of an inner index that are multiplied at a time: a panel of so many stays in the second-level cache beside the
// rows of the left operand.
constexpr int64_t kInnerWords = 1024;

/// Calls work(format) with the format of a precision.
template <typename Work>
void with_format(ElementType precision, const Work& work) {
  if (precision == ElementType::bfloat16) {
    work(BFloat16Format{});
  } else {
    work(Float32Format{});
  }
}

template <typename Format>
int64_t word_count(int64_t inner) {
  return block_count(inner, Format::kDepth);
}

int64_t whole_vectors(int64_t columns) { return block_count(columns, kVectorWidth) * kVectorWidth; }

/// Elements between the words of a panel that starts at column `first`.
int64_t panel_stride(int64_t columns, int64_t first) { return std::min(kPanelColumns, whole_vectors(columns - first)); }

/// The rows that word `word` is made of: `data` has a row of `stride` elements for each inner index.
template <typename Format>
WordRows word_rows(const float* data, int64_t stride, int64_t inner, int64_t word) {
  const int64_t first = word * Format::kDepth;
  const bool second = Format::kDepth == 2 && first + 1 < inner;
  return {data + first * stride, second ? data + (first + 1) * stride : nullptr};
}

/// Words of neighbours in different rows, for `words` words of `count` elements: word k to out + k · out_stride. The
/// rows lie far apart, where processors do not fetch ahead by themselves.
template <typename Format>
void round_rows(const float* data, int64_t stride, int64_t inner, int64_t count, int64_t out_stride,
                typename Format::Word* out) {
  constexpr int64_t kWordsAhead = 8;
  constexpr int64_t kLineElements = 16;
  const int64_t words = word_count<Format>(inner);
  for (int64_t word = 0; word < words; ++word) {
    const WordRows ahead = word_rows<Format>(data, stride, inner, std::min(word + kWordsAhead, words - 1));
    for (int64_t i = 0; i < count; i += kLineElements) {
      __builtin_prefetch(ahead.first + i);
      if (ahead.second) __builtin_prefetch(ahead.second + i);
    }
    Format::round_across(word_rows<Format>(data, stride, inner, word), count, out + word * out_stride);
  }
}

/// Words of neighbours in memory, where the inner index may end within a word.
template <typename Format>
void round_row(const float* row, int64_t inner, typename Format::Word* out) {
  const int64_t whole = inner / Format::kDepth;
  Format::round_along(row, whole, out);
  if (whole * Format::kDepth == inner) return;
  Format::round_across({row + inner - 1, nullptr}, 1, out + whole);
}

/// A panel of columns of B that lie in memory one after the other, by blocks of 16 columns and 16 words.
template <typename Format>
void pack_transposed_panel(const float* columns, int64_t stride, int64_t count, int64_t inner, int64_t panel_stride,
                           typename Format::Word* out) {
  using Word = typename Format::Word;
  constexpr int64_t kSide = 16;
  alignas(64) Word block[kSide * kSide];
  alignas(64) Word turned[kSide * kSide];
  for (int64_t first = 0; first < count; first += kSide) {
    const int64_t block_columns = std::min(kSide, count - first);
    if (block_columns < kSide) std::fill_n(block, kSide * kSide, Word{});
    for (int64_t k = 0; k < inner; k += kSide * Format::kDepth) {
      const int64_t block_inner = std::min(kSide * Format::kDepth, inner - k);
      for (int64_t n = 0; n < block_columns; ++n) {
        round_row<Format>(columns + (first + n) * stride + k, block_inner, block + n * kSide);
      }
      Word* to = out + k / Format::kDepth * panel_stride + first;
      const int64_t block_words = word_count<Format>(block_inner);
      const int64_t width = std::min(kSide, panel_stride - first);
      if (block_words == kSide && width == kSide) {
        transpose_16x16(block, kSide, to, panel_stride);
        continue;
      }
      transpose_16x16(block, kSide, turned, kSide);
      for (int64_t word = 0; word < block_words; ++word) {
        std::copy_n(turned + word * kSide, width, to + word * panel_stride);
      }
    }
  }
}

template <typename Format>
void pack_panels_as(const RightMatrix& right, Block panels, typename Format::Word* packed) {
  const int64_t words = word_count<Format>(right.inner);
  for (int64_t p = panels.begin; p < panels.end; ++p) {
    const int64_t first = p * kPanelColumns;
    const int64_t columns = std::min(kPanelColumns, right.columns - first);
    const int64_t stride = panel_stride(right.columns, first);
    auto* out = packed + first * words;
    if (right.transposed) {
      pack_transposed_panel<Format>(right.data + first * right.stride, right.stride, columns, right.inner, stride, out);
      continue;
    }
    round_rows<Format>(right.data + first, right.stride, right.inner, columns, stride, out);
    if (columns == stride) continue;
    for (int64_t word = 0; word < words; ++word) {
      std::fill(out + word * stride + columns, out + (word + 1) * stride, typename Format::Word{});
    }
  }
}

/// A block of the left operand as the kernels read it.
template <typename Format>
struct LeftWords {
  const typename Format::Word* data;
  int64_t step;
};

/// Rounds the inner indices `inner` of the left operand into `memory`; float32 rows are read where they are.
template <typename Format>
LeftWords<Format> left_words(int64_t rows, LeftMatrix left, Block inner, AlignedBuffer& memory) {
  using Word = typename Format::Word;
  const int64_t words = word_count<Format>(inner.size());
  if (left.transposed) {
    auto* out = reinterpret_cast<Word*>(memory.reserve(rows * words));
    const float* data = left.data + inner.begin * left.stride;
    round_rows<Format>(data, left.stride, inner.size(), rows, rows, out);
    return {out, rows};
  }
  if constexpr (std::is_same_v<Format, Float32Format>) {
    return {left.data + inner.begin, left.stride};
  } else {
    // A cache line more: rows at powers of two would share few sets of the cache.
    const int64_t step = words + 16;
    auto* out = reinterpret_cast<Word*>(memory.reserve(rows * step));
    for (int64_t m = 0; m < rows; ++m) {
      round_row<Format>(left.data + m * left.stride + inner.begin, inner.size(), out + m * step);
    }
    return {out, step};
  }
}

template <typename Format>
void multiply_packed_as(int64_t rows, LeftMatrix left, PackedRight right, float* c, int64_t stride, bool accumulate) {
  static thread_local AlignedBuffer memory;
  const auto* packed = reinterpret_cast<const typename Format::Word*>(right.data);
  const int64_t packed_words = word_count<Format>(right.packed_inner);
  const int64_t inner_block = kInnerWords * Format::kDepth;
  for (int64_t begin = 0; begin < right.inner; begin += inner_block) {
    const Block inner{begin, std::min(begin + inner_block, right.inner)};
    const LeftWords<Format> words = left_words<Format>(rows, left, inner, memory);
    for (int64_t n = 0; n < right.columns; n += kPanelColumns) {
      const int64_t across = panel_stride(right.packed_columns, n);
      const TileOperands<Format> operands{
          .words = word_count<Format>(inner.size()),
          .left = words.data,
          .left_step = words.step,
          .panel = packed + n * packed_words + begin / Format::kDepth * across,
          .panel_stride = across,
          .c = c + n,
          .stride = stride,
          .accumulate = accumulate || begin > 0,
      };
      const int64_t columns = std::min(kPanelColumns, right.columns - n);
      if (left.transposed) {
        multiply_panel_columns<Format, true>(rows, columns, operands);
      } else {
        multiply_panel_columns<Format, false>(rows, columns, operands);
      }
    }
  }
}

}  // namespace

int64_t panel_columns() { return kPanelColumns; }

int64_t packed_size(ElementType precision, int64_t inner, int64_t columns) {
  int64_t size = 0;
  with_format(precision, [&](auto format) { size = word_count<decltype(format)>(inner) * whole_vectors(columns); });
  return size;
}

void pack_panels(ElementType precision, const RightMatrix& right, Block panels, float* packed) {
  with_format(precision, [&](auto format) {
    using Format = decltype(format);
    pack_panels_as<Format>(right, panels, reinterpret_cast<typename Format::Word*>(packed));
  });
}

void pack(ElementType precision, const RightMatrix& right, float* packed) {
  pack_panels(precision, right, {0, block_count(right.columns, kPanelColumns)}, packed);
}

void multiply_packed(ElementType precision, int64_t rows, LeftMatrix left, PackedRight right, float* c, int64_t stride,
                     bool accumulate) {
  with_format(precision,
              [&](auto format) { multiply_packed_as<decltype(format)>(rows, left, right, c, stride, accumulate); });
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

namespace {

bool by_onednn([[maybe_unused]] ElementType precision, [[maybe_unused]] int64_t inner,
               [[maybe_unused]] int64_t columns) {
#if defined(ABLATE_HAVE_ONEDNN)
  return products_by_onednn() && onednn::suits(precision, inner, columns);
#else
  return false;
#endif
}

}  // namespace

int64_t PreparedRight::memory_size(ElementType precision, int64_t inner, int64_t columns) {
#if defined(ABLATE_HAVE_ONEDNN)
  constexpr int64_t kCacheLine = 64;
  if (by_onednn(precision, inner, columns)) {
    const int64_t lines = block_count(onednn::reordered_bytes(precision, inner, columns), kCacheLine);
    return lines * kCacheLine / int64_t{sizeof(float)};
  }
#endif
  return packed_size(precision, inner, columns);
}

int64_t PreparedRight::units() const {
  return by_onednn(precision_, right_.inner, right_.columns) ? 1 : block_count(right_.columns, kPanelColumns);
}

void PreparedRight::prepare(int64_t unit) const {
#if defined(ABLATE_HAVE_ONEDNN)
  if (by_onednn(precision_, right_.inner, right_.columns)) {
    onednn::reorder(precision_, right_, memory_);
    return;
  }
#endif
  pack_panels(precision_, right_, {unit, unit + 1}, memory_);
}

void PreparedRight::multiply(int64_t rows, LeftMatrix left, float* c, int64_t stride, bool accumulate) const {
#if defined(ABLATE_HAVE_ONEDNN)
  if (by_onednn(precision_, right_.inner, right_.columns)) {
    onednn::multiply(precision_, rows, left, right_.inner, right_.columns, memory_, c, stride, accumulate);
    return;
  }
#endif
  multiply_packed(precision_, rows, left, {memory_, right_.inner, right_.columns, right_.inner, right_.columns}, c,
                  stride, accumulate);
}

}  // namespace ablate
