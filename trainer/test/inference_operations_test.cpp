#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "backend/cpu/cpu_backend.h"
#include "model/rotary_angles.h"
#include "pack_tensor.h"
#include "reference/operations.h"

using namespace ablate;
using namespace ablate::reference;
using ablate::test::PackTensor;

// The operations of scoring and generation against the float64 reference: two arms, two threads, sizes that fit no
// tile.

namespace {

constexpr size_t kArms = 2;
constexpr double kTolerance = 1e-6;
const CpuBackend kBackend(2);

std::vector<Values> random_arms(uint64_t seed, int64_t count) {
  std::mt19937_64 random(seed);
  std::vector<Values> arms;
  for (size_t arm = 0; arm < kArms; ++arm) arms.push_back(random_values(random, count));
  return arms;
}

/// Weights of all arms, prepared.
class PreparedWeight {
 public:
  PreparedWeight(int64_t inputs, int64_t outputs, const std::vector<Values>& weights)
      : stride_(kBackend.prepared_size(inputs, outputs)), buffer_(static_cast<int64_t>(kArms) * stride_) {
    for (size_t arm = 0; arm < kArms; ++arm) {
      const std::vector<float> weight(weights[arm].begin(), weights[arm].end());
      kBackend.prepare_weight(inputs, outputs, {weight.data(), 0},
                              ArmTensor{buffer_.data(), stride_}.from(static_cast<int64_t>(arm)));
    }
  }

  ConstArmTensor operator*() const { return {buffer_.data(), stride_}; }

 private:
  int64_t stride_;
  AlignedBuffer buffer_;
};

}  // namespace

TEST_CASE("a product with a prepared weight agrees with the reference; its rows do not depend on each other") {
  constexpr int64_t kRows = 139, kInputs = 37, kOutputs = 301;
  const auto x = random_arms(1, kRows * kInputs);
  const auto weight = random_arms(2, kOutputs * kInputs);
  const PreparedWeight prepared(kInputs, kOutputs, weight);
  PackTensor xs(x);
  PackTensor y(kArms, kRows * kOutputs);
  kBackend.matmul_prepared(kArms, kRows, kInputs, kOutputs, *xs, *prepared, *y);
  std::vector<Values> expected;
  for (size_t arm = 0; arm < kArms; ++arm) {
    expected.push_back(matmul(kInputs, kOutputs, x[arm], weight[arm]));
  }
  CHECK(y.error(expected) < kTolerance);

  PackTensor alone(kArms, kOutputs);
  kBackend.matmul_prepared(kArms, 1, kInputs, kOutputs, xs.tensor().at(100 * kInputs), *prepared, *alone);
  CHECK(std::equal((*alone)[1], (*alone)[1] + kOutputs, (*y)[1] + 100 * kOutputs));
}

TEST_CASE("log-likelihoods of any number of targets a row agree with the reference; greedy is the likeliest of all") {
  constexpr int64_t kRows = 70, kWidth = 24;
  constexpr int64_t kVocabulary = 111;
  const auto x = random_arms(1, kRows * kWidth);
  const auto head = random_arms(2, kVocabulary * kWidth);
  // Row r has r % 3 targets.
  Tokens first_targets{0};
  Tokens targets;
  for (int32_t row = 0; row < kRows; ++row) {
    for (int32_t i = 0; i < row % 3; ++i) targets.push_back((row * 7 + i * 13) % static_cast<int32_t>(kVocabulary));
    first_targets.push_back(static_cast<int32_t>(targets.size()));
  }
  PackTensor log_likelihoods(kArms, targets.size());
  PackTensor greedy(kArms, targets.size());
  kBackend.log_likelihood(kArms, kRows, kWidth, kVocabulary, *PackTensor(x), *PreparedWeight(kWidth, kVocabulary, head),
                          {first_targets.data(), 0}, {targets.data(), 0}, *log_likelihoods, *greedy);

  std::vector<Values> expected(kArms);
  std::vector<Values> expected_greedy(kArms);
  for (size_t arm = 0; arm < kArms; ++arm) {
    const Values logits = matmul(kWidth, kVocabulary, x[arm], head[arm]);
    for (size_t row = 0; row < kRows; ++row) {
      const auto first = logits.begin() + static_cast<std::ptrdiff_t>(row) * kVocabulary;
      const Values row_logits(first, first + kVocabulary);
      const auto best = std::ranges::max_element(row_logits) - row_logits.begin();
      for (auto t = static_cast<size_t>(first_targets[row]); t < static_cast<size_t>(first_targets[row + 1]); ++t) {
        expected[arm].push_back(-cross_entropy(kVocabulary, row_logits, {targets[t]})[0]);
        expected_greedy[arm].push_back(targets[t] == best ? 1 : 0);
      }
    }
  }
  CHECK(log_likelihoods.error(expected) < kTolerance);
  CHECK(greedy.error(expected_greedy) == 0);
}

TEST_CASE("greedy is the first of equal logits") {
  const std::vector<float> x{1};
  const std::vector<float> head{2, 5, 5};
  AlignedBuffer prepared(kBackend.prepared_size(1, 3));
  kBackend.prepare_weight(1, 3, {head.data(), 0}, {prepared.data(), 0});
  const Tokens first_targets{0, 3};
  const Tokens targets{0, 1, 2};
  std::vector<float> log_likelihoods(3);
  std::vector<float> greedy(3, 7);
  kBackend.log_likelihood(1, 1, 1, 3, {x.data(), 0}, {prepared.data(), 0}, {first_targets.data(), 0},
                          {targets.data(), 0}, {log_likelihoods.data(), 0}, {greedy.data(), 0});
  CHECK(greedy == std::vector<float>{0, 1, 0});
}

TEST_CASE("rope at given positions is the rope of a sequence that has these rows there") {
  for (const RotaryPairs pairs : {RotaryPairs::halves, RotaryPairs::neighbours}) {
    const AttentionShape sequence{.sequences = 1,
                                  .length = 50,
                                  .query_heads = 4,
                                  .key_value_heads = 2,
                                  .head_dimension = 12,
                                  .rotary_pairs = pairs};
    const CachedAttentionShape shape{4, 2, 12, 0, pairs};
    const auto joint = random_arms(1, sequence.rows() * sequence.joint_width());
    const auto width = static_cast<size_t>(sequence.joint_width());
    const std::vector<float> angles = rotary_angles(sequence.length, sequence.head_dimension, 500);
    // The rows of the sequence backwards.
    Tokens positions(static_cast<size_t>(sequence.length));
    std::iota(positions.rbegin(), positions.rend(), 0);
    const auto reversed = [&](const Values& rows) {
      Values result;
      for (const int32_t position : positions) {
        const auto first = rows.begin() + static_cast<std::ptrdiff_t>(static_cast<size_t>(position) * width);
        result.insert(result.end(), first, first + static_cast<std::ptrdiff_t>(width));
      }
      return result;
    };
    PackTensor rotated({reversed(joint[0]), reversed(joint[1])});
    kBackend.rope_at(kArms, sequence.length, shape, {positions.data(), 0}, angles.data(), *rotated);
    const auto reference_rope = pairs == RotaryPairs::halves ? rope : interleaved_rope;
    CHECK(rotated.error({reversed(reference_rope(sequence, 500, joint[0], 1)),
                         reversed(reference_rope(sequence, 500, joint[1], 1))}) < kTolerance);
  }
}

TEST_CASE("attention over cached keys agrees with attention over whole sequences, however they are cut") {
  for (const int64_t key_value_heads : {4, 2, 1}) {
    CAPTURE(key_value_heads);
    // Two sequences of 48 and 41 tokens that share their first 40.
    constexpr int64_t kPrefix = 40;
    const int64_t alignment = kBackend.cache_alignment();
    const int64_t after_prefix = (kPrefix + alignment - 1) / alignment * alignment;
    const std::vector<int64_t> own_rows{after_prefix + alignment, after_prefix + 2 * alignment};
    const CachedAttentionShape shape{4, key_value_heads, 12, after_prefix + 3 * alignment};
    const int64_t joint_width = shape.joint_width();
    const std::vector<int64_t> lengths{48, 41};
    const int64_t rows = kPrefix + 8 + 1;
    const auto joint = random_arms(1, rows * joint_width);

    Tokens cache_rows;
    for (int64_t row = 0; row < kPrefix; ++row) cache_rows.push_back(static_cast<int32_t>(row));
    for (int64_t row = 0; row < 8; ++row) cache_rows.push_back(static_cast<int32_t>(own_rows[0] + row));
    cache_rows.push_back(static_cast<int32_t>(own_rows[1]));

    // The prefix in two parts: 1 token, and 39 that carry it on.
    const std::vector<AttentionSpan> spans{
        {0, 1, 0, 0, 0}, {1, 39, 0, 1, 1}, {40, 8, 0, kPrefix, own_rows[0]}, {48, 1, 0, kPrefix, own_rows[1]}};
    PackTensor joints(joint);
    PackTensor cache(kArms, static_cast<size_t>(kBackend.cache_size(shape)));
    PackTensor out(kArms, static_cast<size_t>(rows * shape.output_width()));
    kBackend.store_keys_values(kArms, rows, shape, {cache_rows.data(), 0}, *joints, *cache);
    kBackend.cached_attention(kArms, static_cast<int64_t>(spans.size()), shape, {spans.data(), 0}, *joints, *cache,
                              *out);

    const auto rows_of = [&](const Values& values, int64_t width, int64_t begin, int64_t end) {
      return Values(values.begin() + begin * width, values.begin() + end * width);
    };
    std::vector<Values> expected;
    for (const Values& arm : joint) {
      Values second = rows_of(arm, joint_width, 0, kPrefix);
      const Values last = rows_of(arm, joint_width, 48, 49);
      second.insert(second.end(), last.begin(), last.end());
      expected.push_back(attention({1, 48, 4, key_value_heads, 12}, rows_of(arm, joint_width, 0, 48)));
      const Values of_second = attention({1, 41, 4, key_value_heads, 12}, second);
      const Values of_last = rows_of(of_second, shape.output_width(), 40, 41);
      expected.back().insert(expected.back().end(), of_last.begin(), of_last.end());
    }
    CHECK(out.error(expected) < kTolerance);

    // The first sequence as one span: not a bit differs.
    Tokens in_order(48);
    std::iota(in_order.begin(), in_order.end(), 0);
    const std::vector<AttentionSpan> whole{{0, 48, 0, 0, 0}};
    PackTensor of_whole(kArms, static_cast<size_t>(48 * shape.output_width()));
    kBackend.store_keys_values(kArms, 48, shape, {in_order.data(), 0}, *joints, *cache);
    kBackend.cached_attention(kArms, 1, shape, {whole.data(), 0}, *joints, *cache, *of_whole);
    CHECK(std::equal((*of_whole)[1], (*of_whole)[1] + 48 * shape.output_width(), (*out)[1]));
  }
}
