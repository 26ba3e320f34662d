#include <algorithm>
#include <cmath>

#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/matrix_product.h"
#include "backend/cpu/softmax.h"

namespace ablate {

namespace {

// Attention over cached keys and values is float32, whatever the precision of products with weights: see HeadCache.
constexpr ElementType kPrecision = ElementType::float32;
// Queries that are scored together against all keys up to the last of them.
constexpr int64_t kQueryBlock = 32;
// Positions whose values are summed before the next ones are: always the same ones, wherever a sequence is cut.
constexpr int64_t kValueBlock = 64;

/// Where the keys and values of one head lie: as packed right operands (see packed_size) to which rows can be added, so
/// that attention need not pack. Keys: [rows / panel_columns][D][panel_columns]; values: panels of columns, each [rows]
/// [columns, rounded up to whole vectors].
class HeadCache {
 public:
  HeadCache(const CachedAttentionShape& shape, int64_t head)
      : rows_(shape.cache_rows),
        width_(shape.head_dimension),
        keys_(head * rows_ * width_),
        values_(shape.key_value_heads * rows_ * width_ + head * packed_size(kPrecision, rows_, width_)) {}

  /// Elements of all heads.
  static int64_t size(const CachedAttentionShape& shape) { return HeadCache(shape, shape.key_value_heads).values_; }

  /// Where the keys of a row begin: elements are panel_columns apart.
  int64_t key(int64_t row) const {
    return keys_ + row / panel_columns() * panel_columns() * width_ + row % panel_columns();
  }

  /// The values of a row in the panel from `column` on: neighbours in memory.
  int64_t value(int64_t row, int64_t column) const { return values_ + column * rows_ + row * value_stride(column); }

  /// Elements between the rows of that panel.
  int64_t value_stride(int64_t column) const { return packed_size(kPrecision, 1, panel_width(column)); }
  int64_t panel_width(int64_t column) const { return std::min(panel_columns(), width_ - column); }

 private:
  int64_t rows_;
  int64_t width_;
  int64_t keys_;
  int64_t values_;
};

/// The keys and values of one head that a block of queries sees: those of two runs of cache rows, of which the second
/// may be all.
class VisibleKeys {
 public:
  VisibleKeys(const CachedAttentionShape& shape, const float* cache, int64_t head, const AttentionSpan& span)
      : shape_(shape), cache_(cache), head_(shape, head) {
    const bool one_run = span.own_row == span.prefix_row + span.prefix;
    prefix_row_ = span.prefix_row;
    prefix_ = one_run ? 0 : span.prefix;
    own_row_ = one_run ? span.prefix_row : span.own_row;
  }

  /// scores[m, j] = queries[m] · key j for the first `seen` keys.
  void score(int64_t rows, LeftMatrix queries, int64_t seen, float* scores, int64_t stride) const {
    score_run(rows, queries, prefix_row_, prefix_, scores, stride);
    score_run(rows, queries, own_row_, seen - prefix_, scores + prefix_, stride);
  }

  /// out[m] = Σ_j shares[m, j] · value j over the first `seen` values.
  void add_values(int64_t rows, const float* shares, int64_t stride, int64_t seen, float* out) const {
    for (int64_t column = 0; column < shape_.head_dimension; column += panel_columns()) {
      for (int64_t first = 0; first < seen; first += kValueBlock) {
        const Block positions{first, std::min(first + kValueBlock, seen)};
        const int64_t width = head_.panel_width(column);
        const PackedRight values{values_of(positions, column), positions.size(), width, positions.size(), width};
        multiply_packed(kPrecision, rows, {shares + first, stride, false}, values, out + column, shape_.output_width(),
                        first > 0);
      }
    }
  }

 private:
  void score_run(int64_t rows, LeftMatrix queries, int64_t row, int64_t count, float* scores, int64_t stride) const {
    if (count <= 0) return;
    const int64_t width = shape_.head_dimension;
    const int64_t panels = block_count(count, panel_columns());
    // Whole vectors: what is computed beyond the run is not looked at, and overwritten by the run that follows.
    const int64_t columns = packed_size(kPrecision, 1, count);
    multiply_packed(kPrecision, rows, queries,
                    {cache_ + head_.key(row), width, panels * panel_columns(), width, columns}, scores, stride, false);
  }

  /// The panel of the values at some positions, put together where they lie in both runs.
  const float* values_of(Block positions, int64_t column) const {
    if (positions.begin >= prefix_) return cache_ + head_.value(own_row_ + positions.begin - prefix_, column);
    if (positions.end <= prefix_) return cache_ + head_.value(prefix_row_ + positions.begin, column);
    static thread_local AlignedBuffer scratch;
    const int64_t stride = head_.value_stride(column);
    float* const joined = scratch.reserve(kValueBlock * panel_columns());
    const int64_t before = prefix_ - positions.begin;
    std::copy_n(cache_ + head_.value(prefix_row_ + positions.begin, column), before * stride, joined);
    std::copy_n(cache_ + head_.value(own_row_, column), (positions.end - prefix_) * stride, joined + before * stride);
    return joined;
  }

  const CachedAttentionShape& shape_;
  const float* cache_;
  HeadCache head_;
  int64_t prefix_row_;
  int64_t prefix_;
  int64_t own_row_;
};

/// Scores → shares: softmax(scale · scores) of the `visible` first ones; 0 for those up to `seen`.
void normalise(float scale, int64_t visible, int64_t seen, float* scores) {
  const float offset = scale * row_maximum(visible, scores);
  const float share = 1.0f / exponentiate_row(visible, scale, offset, scores);
#pragma omp simd
  for (int64_t i = 0; i < visible; ++i) scores[i] *= share;
  std::fill(scores + visible, scores + seen, 0.0f);
}

}  // namespace

int64_t CpuBackend::cache_alignment() const { return panel_columns(); }

int64_t CpuBackend::cache_size(const CachedAttentionShape& shape) const { return HeadCache::size(shape); }

void CpuBackend::store_keys_values(int64_t arms, int64_t rows, const CachedAttentionShape& shape, ArmTokens cache_rows,
                                   ConstArmTensor joint, ArmTensor cache) const {
  const int64_t width = shape.head_dimension;
  parallel_blocks(threads_, arms, rows, kRowBlock, [&](int64_t arm, Block block) {
    for (int64_t row = block.begin; row < block.end; ++row) {
      const int64_t to = cache_rows[arm][row];
      const float* key = joint[arm] + row * shape.joint_width() + shape.query_heads * width;
      const float* value = key + shape.key_value_heads * width;
      for (int64_t head = 0; head < shape.key_value_heads; ++head, key += width, value += width) {
        const HeadCache at(shape, head);
        float* const keys = cache[arm] + at.key(to);
        for (int64_t i = 0; i < width; ++i) keys[i * panel_columns()] = key[i];
        for (int64_t i = 0; i < width; i += panel_columns()) {
          std::copy_n(value + i, at.panel_width(i), cache[arm] + at.value(to, i));
        }
      }
    }
  });
}

void CpuBackend::cached_attention(int64_t arms, int64_t span_count, const CachedAttentionShape& shape,
                                  Arms<const AttentionSpan> spans, ConstArmTensor joint, ConstArmTensor cache,
                                  ArmTensor out) const {
  const int64_t width = shape.head_dimension;
  const int64_t row_stride = shape.joint_width();
  const int64_t out_stride = shape.output_width();
  const int64_t sharing = shape.query_heads / shape.key_value_heads;
  const auto scale = static_cast<float>(1.0 / std::sqrt(static_cast<double>(width)));

  parallel_for(threads_, arms * span_count * shape.key_value_heads, [&](int64_t unit) {
    const int64_t key_value_head = unit % shape.key_value_heads;
    const int64_t arm = unit / shape.key_value_heads / span_count;
    const AttentionSpan& span = spans[arm][unit / shape.key_value_heads % span_count];
    const VisibleKeys keys(shape, cache[arm], key_value_head, span);
    static thread_local AlignedBuffer scratch;
    const int64_t stride = packed_size(kPrecision, 1, span.prefix + span.rows) + panel_columns();
    float* const scores = scratch.reserve(std::min(kQueryBlock, span.rows) * stride);

    for (int64_t begin = 0; begin < span.rows; begin += kQueryBlock) {
      const Block block{begin, std::min(begin + kQueryBlock, span.rows)};
      const int64_t seen = span.prefix + block.end;
      for (int64_t head = key_value_head * sharing; head < (key_value_head + 1) * sharing; ++head) {
        const int64_t first_row = span.first_row + block.begin;
        const float* const queries = joint[arm] + first_row * row_stride + head * width;
        keys.score(block.size(), {queries, row_stride, false}, seen, scores, stride);
        for (int64_t row = 0; row < block.size(); ++row) {
          normalise(scale, span.prefix + block.begin + row + 1, seen, scores + row * stride);
        }
        keys.add_values(block.size(), scores, stride, seen, out[arm] + first_row * out_stride + head * width);
      }
    }
  });
}

}  // namespace ablate
