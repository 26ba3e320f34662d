#include "generation/sampling.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "backend/cpu/softmax.h"
#include "random/mix_bits.h"

namespace ablate {

namespace {

// Tokens whose weights are summed in float32 before the sum goes on in float64.
constexpr size_t kSumBlock = 256;
// The likeliest tokens that are put in order at first; four times as many where they do not reach top_p.
constexpr size_t kFirstCandidates = 64;

bool all_finite(std::span<const float> values) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (size_t i = 0; i < values.size(); ++i) sum += values[i] * 0.0f;
  return sum == 0.0f;
}

float block_sum(std::span<const float> weights, size_t begin) {
  const size_t end = std::min(begin + kSumBlock, weights.size());
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (size_t i = begin; i < end; ++i) sum += weights[i];
  return sum;
}

}  // namespace

double uniform_draw(uint64_t seed, int64_t request, int64_t position) {
  const uint64_t key = mix_bits(mix_bits(seed) ^ static_cast<uint64_t>(request));
  const uint64_t bits = mix_bits(mix_bits(key) ^ static_cast<uint64_t>(position));
  return static_cast<double>(bits >> 11) * 0x1p-53;
}

int32_t TokenChooser::draw_from_all(double uniform) const {
  const std::span<const float> weights(weights_);
  double sum = 0;
  for (size_t begin = 0; begin < weights.size(); begin += kSumBlock) {
    sum += static_cast<double>(block_sum(weights, begin));
  }
  double left = uniform * sum;
  size_t begin = 0;
  for (; begin + kSumBlock < weights.size(); begin += kSumBlock) {
    const auto block = static_cast<double>(block_sum(weights, begin));
    if (left < block) break;
    left -= block;
  }
  const size_t end = std::min(begin + kSumBlock, weights.size());
  size_t chosen = begin;  // the last token that has a weight, where rounding leaves something over
  for (size_t i = begin; i < end; ++i) {
    if (weights[i] > 0) chosen = i;
    left -= static_cast<double>(weights[i]);
    if (left < 0) break;
  }
  return static_cast<int32_t>(chosen);
}

int32_t TokenChooser::draw_from_likeliest(std::span<const float> logits, double sum, double uniform) {
  candidates_.resize(logits.size());
  std::iota(candidates_.begin(), candidates_.end(), 0);
  const auto likelier = [&](int32_t a, int32_t b) {
    const float logit_a = logits[static_cast<size_t>(a)];
    const float logit_b = logits[static_cast<size_t>(b)];
    return logit_a > logit_b || (logit_a == logit_b && a < b);
  };
  size_t ordered = 0;
  const auto put_in_order = [&](size_t count) {
    std::partial_sort(candidates_.begin() + static_cast<std::ptrdiff_t>(ordered),
                      candidates_.begin() + static_cast<std::ptrdiff_t>(count), candidates_.end(), likelier);
    ordered = count;
  };
  const auto weight = [&](size_t i) { return static_cast<double>(weights_[static_cast<size_t>(candidates_[i])]); };

  size_t kept = candidates_.size();
  if (sampling_->top_k) {
    kept = std::min(kept, static_cast<size_t>(*sampling_->top_k));
    put_in_order(kept);
    sum = 0;
    for (size_t i = 0; i < kept; ++i) sum += weight(i);
  }
  if (sampling_->top_p) {
    const double wanted = *sampling_->top_p * sum;
    double reached = 0;
    for (size_t i = 0; i < kept && reached < wanted; ++i) {
      if (i == ordered) put_in_order(std::min(kept, std::max(kFirstCandidates, 4 * ordered)));
      reached += weight(i);
      if (reached >= wanted) kept = i + 1;
    }
    sum = std::min(sum, reached);
  }
  double left = uniform * sum;
  for (size_t i = 0; i + 1 < kept; ++i) {
    left -= weight(i);
    if (left < 0) return candidates_[i];
  }
  return candidates_[kept - 1];
}

std::optional<int32_t> TokenChooser::choose(std::span<const float> logits, int64_t request, int64_t position) {
  if (!all_finite(logits)) return std::nullopt;
  const auto count = static_cast<int64_t>(logits.size());
  const float largest = row_maximum(count, logits.data());
  if (!sampling_) return static_cast<int32_t>(std::ranges::find(logits, largest) - logits.begin());

  weights_.assign(logits.begin(), logits.end());
  // Less the largest first: it would lose all digits of a cold distribution after the division.
  for (float& weight : weights_) weight -= largest;
  const auto coldness = static_cast<float>(1 / sampling_->temperature);
  const float sum = exponentiate_row(count, coldness, 0.0f, weights_.data());
  const double uniform = uniform_draw(sampling_->seed, request, position);
  if (!sampling_->top_k && !sampling_->top_p) return draw_from_all(uniform);
  return draw_from_likeliest(logits, static_cast<double>(sum), uniform);
}

}  // namespace ablate
