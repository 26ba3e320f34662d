#include <algorithm>
#include <cmath>

#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/matrix_product.h"
#include "backend/cpu/parallel.h"
#include "backend/cpu/softmax.h"

namespace ablate {

namespace {

// Queries that are scored together against all keys up to the last of them.
constexpr int64_t kQueryBlock = 32;

/// One key and value head of one sequence, with the offsets of its columns in a row of the joint projection.
struct HeadGroup {
  int64_t arm;
  int64_t first_row;
  int64_t first_query_head;
  int64_t query_heads;
  int64_t key_offset;
  int64_t value_offset;
};

HeadGroup head_group(const AttentionShape& shape, int64_t unit) {
  const int64_t key_value_head = unit % shape.key_value_heads;
  const int64_t sequence = unit / shape.key_value_heads % shape.sequences;
  const int64_t sharing = shape.query_heads / shape.key_value_heads;
  return {
      .arm = unit / shape.key_value_heads / shape.sequences,
      .first_row = sequence * shape.length,
      .first_query_head = key_value_head * sharing,
      .query_heads = sharing,
      .key_offset = (shape.query_heads + key_value_head) * shape.head_dimension,
      .value_offset = (shape.query_heads + shape.key_value_heads + key_value_head) * shape.head_dimension,
  };
}

int64_t score_stride(int64_t length) { return block_count(length, panel_columns()) * panel_columns(); }

/// The first key that a query may see.
int64_t first_visible(const DocumentSpans& documents, const HeadGroup& group, int64_t row) {
  return documents.starts.data == nullptr ? 0 : documents.starts[group.arm][group.first_row + row];
}

/// Calls work(block) for the blocks of query rows of a sequence.
template <typename Work>
void for_query_blocks(int64_t length, const Work& work) {
  for (int64_t begin = 0; begin < length; begin += kQueryBlock) {
    work(Block{begin, std::min(begin + kQueryBlock, length)});
  }
}

}  // namespace

void CpuBackend::attention(int64_t arms, const AttentionShape& shape, const DocumentSpans& documents,
                           ConstArmTensor joint, ArmTensor out, ArmTensor log_sums) const {
  const int64_t width = shape.head_dimension;
  const int64_t row_stride = shape.joint_width();
  const int64_t scores_stride = score_stride(shape.length);
  const auto scale = static_cast<float>(1.0 / std::sqrt(static_cast<double>(width)));

  const int64_t keys_size = packed_size(precision_, width, shape.length);
  const int64_t values_size = packed_size(precision_, shape.length, width);
  const int64_t scratch_size = keys_size + values_size + kQueryBlock * scores_stride;
  const int64_t units = arms * shape.sequences * shape.key_value_heads;
  parallel_for_with_scratch(threads_, units, scratch_size, [&](int64_t unit, float* keys) {
    const HeadGroup group = head_group(shape, unit);
    float* const values = keys + keys_size;
    float* const scores = values + values_size;
    const float* rows = joint[group.arm] + group.first_row * row_stride;
    pack(precision_, {rows + group.key_offset, row_stride, true, width, shape.length}, keys);
    pack(precision_, {rows + group.value_offset, row_stride, false, shape.length, width}, values);

    for (int64_t head = group.first_query_head; head < group.first_query_head + group.query_heads; ++head) {
      for_query_blocks(shape.length, [&](Block block) {
        const float* queries = rows + block.begin * row_stride + head * width;
        multiply_packed(precision_, block.size(), {queries, row_stride, false},
                        {keys, width, shape.length, width, block.end}, scores, scores_stride, false);
        for (int64_t row = block.begin; row < block.end; ++row) {
          float* row_scores = scores + (row - block.begin) * scores_stride;
          const int64_t first = first_visible(documents, group, row);
          const int64_t visible = row + 1 - first;
          const float offset = scale * row_maximum(visible, row_scores + first);
          const float sum = exponentiate_row(visible, scale, offset, row_scores + first);
          const float share = 1.0f / sum;
          std::fill(row_scores, row_scores + first, 0.0f);
#pragma omp simd
          for (int64_t i = first; i <= row; ++i) row_scores[i] *= share;
          std::fill(row_scores + row + 1, row_scores + block.end, 0.0f);
          log_sums[group.arm][(group.first_row + row) * shape.query_heads + head] = offset + std::log(sum);
        }
        float* to = out[group.arm] + (group.first_row + block.begin) * shape.output_width() + head * width;
        multiply_packed(precision_, block.size(), {scores, scores_stride, false},
                        {values, shape.length, width, block.end, width}, to, shape.output_width(), false);
      });
    }
  });
}

void CpuBackend::attention_backward(int64_t arms, const AttentionShape& shape, const DocumentSpans& documents,
                                    ConstArmTensor joint, ConstArmTensor out, ConstArmTensor log_sums,
                                    ConstArmTensor d_out, ArmTensor d_joint) const {
  const int64_t width = shape.head_dimension;
  const int64_t row_stride = shape.joint_width();
  const int64_t out_stride = shape.output_width();
  const int64_t scores_stride = score_stride(shape.length);
  const auto scale = static_cast<float>(1.0 / std::sqrt(static_cast<double>(width)));

  const int64_t columns_size = packed_size(precision_, width, shape.length);
  const int64_t rows_size = packed_size(precision_, shape.length, width);
  const int64_t block_size = packed_size(precision_, kQueryBlock, width);
  const int64_t scores_size = kQueryBlock * scores_stride;
  const int64_t scratch_size = 2 * columns_size + rows_size + block_size + 2 * scores_size;
  const int64_t units = arms * shape.sequences * shape.key_value_heads;
  parallel_for_with_scratch(threads_, units, scratch_size, [&](int64_t unit, float* keys) {
    const HeadGroup group = head_group(shape, unit);
    float* const values = keys + columns_size;
    float* const key_rows = values + columns_size;
    float* const block_rows = key_rows + rows_size;
    float* const shares = block_rows + block_size;
    float* const d_scores = shares + scores_size;

    const float* rows = joint[group.arm] + group.first_row * row_stride;
    float* d_rows = d_joint[group.arm] + group.first_row * row_stride;
    pack(precision_, {rows + group.key_offset, row_stride, true, width, shape.length}, keys);
    pack(precision_, {rows + group.value_offset, row_stride, true, width, shape.length}, values);
    pack(precision_, {rows + group.key_offset, row_stride, false, shape.length, width}, key_rows);
    for (int64_t row = 0; row < shape.length; ++row) {
      std::fill_n(d_rows + row * row_stride + group.key_offset, width, 0.0f);
      std::fill_n(d_rows + row * row_stride + group.value_offset, width, 0.0f);
    }

    for (int64_t head = group.first_query_head; head < group.first_query_head + group.query_heads; ++head) {
      for_query_blocks(shape.length, [&](Block block) {
        const float* queries = rows + block.begin * row_stride + head * width;
        const int64_t out_offset = (group.first_row + block.begin) * out_stride + head * width;
        const float* block_out = out[group.arm] + out_offset;
        const float* block_d_out = d_out[group.arm] + out_offset;
        multiply_packed(precision_, block.size(), {queries, row_stride, false},
                        {keys, width, shape.length, width, block.end}, shares, scores_stride, false);
        multiply_packed(precision_, block.size(), {block_d_out, out_stride, false},
                        {values, width, shape.length, width, block.end}, d_scores, scores_stride, false);
        for (int64_t row = block.begin; row < block.end; ++row) {
          float* share = shares + (row - block.begin) * scores_stride;
          float* d_score = d_scores + (row - block.begin) * scores_stride;
          const float* o = block_out + (row - block.begin) * out_stride;
          const float* d_o = block_d_out + (row - block.begin) * out_stride;
          float mean = 0;
#pragma omp simd reduction(+ : mean)
          for (int64_t i = 0; i < width; ++i) mean += o[i] * d_o[i];
          const int64_t first = first_visible(documents, group, row);
          exponentiate_row(row + 1 - first, scale,
                           log_sums[group.arm][(group.first_row + row) * shape.query_heads + head], share + first);
          std::fill(share, share + first, 0.0f);
          std::fill(d_score, d_score + first, 0.0f);
#pragma omp simd
          for (int64_t i = first; i <= row; ++i) d_score[i] = share[i] * (d_score[i] - mean) * scale;
          std::fill(share + row + 1, share + block.end, 0.0f);
          std::fill(d_score + row + 1, d_score + block.end, 0.0f);
        }
        multiply_packed(precision_, block.size(), {d_scores, scores_stride, false},
                        {key_rows, shape.length, width, block.end, width},
                        d_rows + block.begin * row_stride + head * width, row_stride, false);
        pack(precision_, {queries, row_stride, false, block.size(), width}, block_rows);
        multiply_packed(precision_, block.end, {d_scores, scores_stride, true},
                        {block_rows, block.size(), width, block.size(), width}, d_rows + group.key_offset, row_stride,
                        true);
        pack(precision_, {block_d_out, out_stride, false, block.size(), width}, block_rows);
        multiply_packed(precision_, block.end, {shares, scores_stride, true},
                        {block_rows, block.size(), width, block.size(), width}, d_rows + group.value_offset, row_stride,
                        true);
      });
    }
  });
}

}  // namespace ablate
