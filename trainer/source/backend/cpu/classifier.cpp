#include <algorithm>
#include <cmath>

#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/matrix_product.h"
#include "backend/cpu/parallel.h"
#include "backend/cpu/softmax.h"

namespace ablate {

namespace {

// Rows whose logits exist at a time, rows of them that a thread works on, and vocabulary entries of the head's gradient
// that a thread works on.
constexpr int64_t kChunkRows = 256;
constexpr int64_t kLogitRows = 32;
constexpr int64_t kVocabularyBlock = 64;

/// Elements between rows of logits: a power of two would put all rows in the same few sets of the cache.
int64_t logit_stride(int64_t vocabulary) { return (vocabulary + 15) / 16 * 16 + 16; }

/// Prepares a right operand with all threads.
void prepare(int threads, const PreparedRight& right) {
  parallel_for(threads, right.units(), [&](int64_t unit) { right.prepare(unit); });
}

/// Logits → their gradient; returns the loss.
float differentiate_row(int64_t vocabulary, float gradient_scale, float z_loss, int32_t target, float* logits) {
  const float target_logit = logits[target];
  const float largest = row_maximum(vocabulary, logits);
  const float sum = exponentiate_row(vocabulary, 1.0f, largest, logits);
  const float log_normaliser = std::log(sum) + largest;
  const float factor = gradient_scale * (1 + 2 * z_loss * log_normaliser) / sum;
#pragma omp simd
  for (int64_t i = 0; i < vocabulary; ++i) logits[i] *= factor;
  logits[target] -= gradient_scale;
  return log_normaliser - target_logit;
}

}  // namespace

void CpuBackend::cross_entropy(int64_t arms, int64_t rows, int64_t width, int64_t vocabulary, double gradient_scale,
                               double z_loss, ConstArmTensor x, ConstArmTensor head, ArmTokens targets,
                               ArmTensor losses, ArmTensor d_x, ArmTensor d_head) const {
  const int64_t stride = logit_stride(vocabulary);
  const int64_t chunk_rows = std::min(kChunkRows, rows);
  const int64_t forward_size = PreparedRight::memory_size(precision_, width, vocabulary);
  const int64_t backward_size = PreparedRight::memory_size(precision_, vocabulary, width);
  float* const forward_memory = operation_scratch(
      forward_size + backward_size + PreparedRight::memory_size(precision_, chunk_rows, width) + chunk_rows * stride);
  float* const backward_memory = forward_memory + forward_size;
  float* const logits = backward_memory + backward_size;
  float* const x_memory = logits + chunk_rows * stride;
  const auto scale = static_cast<float>(gradient_scale);
  const auto coefficient = static_cast<float>(z_loss);

  for (int64_t arm = 0; arm < arms; ++arm) {
    const PreparedRight forward(precision_, {head[arm], width, true, width, vocabulary}, forward_memory);
    const PreparedRight backward(precision_, {head[arm], width, false, vocabulary, width}, backward_memory);
    prepare(threads_, forward);
    prepare(threads_, backward);
    for (int64_t chunk = 0; chunk < rows; chunk += chunk_rows) {
      const int64_t count = std::min(chunk_rows, rows - chunk);
      const float* chunk_x = x[arm] + chunk * width;
      parallel_blocks(threads_, 1, count, kLogitRows, [&](int64_t, Block block) {
        float* block_logits = logits + block.begin * stride;
        forward.multiply(block.size(), {chunk_x + block.begin * width, width, false}, block_logits, stride, false);
        for (int64_t row = block.begin; row < block.end; ++row) {
          losses[arm][chunk + row] =
              differentiate_row(vocabulary, scale, coefficient, targets[arm][chunk + row], logits + row * stride);
        }
        backward.multiply(block.size(), {block_logits, stride, false}, d_x[arm] + (chunk + block.begin) * width, width,
                          false);
      });
      const PreparedRight right_x(precision_, {chunk_x, width, false, count, width}, x_memory);
      prepare(threads_, right_x);
      parallel_blocks(threads_, 1, vocabulary, kVocabularyBlock, [&](int64_t, Block block) {
        right_x.multiply(block.size(), {logits + block.begin, stride, true}, d_head[arm] + block.begin * width, width,
                         true);
      });
    }
  }
}

}  // namespace ablate
