#include <doctest/doctest.h>

#include "backend/cpu/cpu_backend.h"
#include "backend/cpu/operand_format.h"
#include "pack_tensor.h"
#include "reference/operations.h"

using namespace ablate;
using namespace ablate::reference;
using ablate::test::PackTensor;

// Products in bfloat16 against the float64 reference of operands that have been rounded; sizes that fit no tile.

namespace {

constexpr double kTolerance = 1e-6;
// Half a unit in the last place of bfloat16, relative: what rounding an intermediate operand (a probability, the
// gradient of a logit), which the reference does not round, can change.
constexpr double kHalfUnit = 1.0 / 512;
const CpuBackend kBackend(2, ElementType::bfloat16);

Values rounded(Values values) {
  for (double& value : values) value = static_cast<double>(round_to_bfloat16(static_cast<float>(value)));
  return values;
}

}  // namespace

TEST_CASE("bfloat16 is the nearest number of 8 significant bits, ties to even") {
  CHECK(round_to_bfloat16(1.0f + 0x1p-7f) == 1.0f + 0x1p-7f);
  CHECK(round_to_bfloat16(1.0f + 0x1p-8f) == 1.0f);
  CHECK(round_to_bfloat16(1.0f + 0x1.8p-8f) == 1.0f + 0x1p-7f);
  CHECK(round_to_bfloat16(-1.0f - 0x1.8p-7f) == -1.0f - 0x1p-6f);
  CHECK(std::isinf(round_to_bfloat16(std::numeric_limits<float>::max())));
  CHECK(std::isnan(round_to_bfloat16(std::numeric_limits<float>::quiet_NaN())));
}

TEST_CASE("matmul in bfloat16 and its gradients agree with the reference of rounded operands") {
  // Inner sizes that are odd, and more than are multiplied at a time.
  for (const std::array<int64_t, 3>& sizes : {std::array<int64_t, 3>{139, 37, 75}, {2051, 13, 35}, {7, 2051, 3}}) {
    const int64_t rows = sizes[0];
    const int64_t inputs = sizes[1];
    const int64_t outputs = sizes[2];
    CAPTURE(rows);
    std::mt19937_64 random(1);
    const Values x = random_values(random, rows * inputs);
    const Values weight = random_values(random, outputs * inputs);
    const Values d_y = random_values(random, rows * outputs);

    PackTensor y(1, static_cast<size_t>(rows * outputs));
    kBackend.matmul(1, rows, inputs, outputs, *PackTensor({x}), *PackTensor({weight}), *y);
    CHECK(y.error({matmul(inputs, outputs, rounded(x), rounded(weight))}) < kTolerance);

    PackTensor d_x(1, static_cast<size_t>(rows * inputs));
    kBackend.matmul_backward_input(1, rows, inputs, outputs, *PackTensor({d_y}), *PackTensor({weight}), *d_x);
    CHECK(d_x.error({matmul_backward_input(inputs, outputs, rounded(d_y), rounded(weight))}) < kTolerance);

    PackTensor d_weight({weight});
    kBackend.matmul_backward_weight(1, rows, inputs, outputs, *PackTensor({d_y}), *PackTensor({x}), *d_weight);
    Values expected = matmul_backward_weight(inputs, outputs, rounded(d_y), rounded(x));
    for (size_t i = 0; i < expected.size(); ++i) expected[i] += weight[i];
    CHECK(d_weight.error({expected}) < kTolerance);
  }
}

TEST_CASE("attention in bfloat16 and its gradient agree with the reference of rounded operands") {
  const AttentionShape shape{
      .sequences = 2, .length = 45, .query_heads = 4, .key_value_heads = 2, .head_dimension = 12};
  std::mt19937_64 random(1);
  const Values joint = random_values(random, shape.rows() * shape.joint_width());
  const Values d_out = random_values(random, shape.rows() * shape.output_width());
  PackTensor joints({joint});
  PackTensor out(1, static_cast<size_t>(shape.rows() * shape.output_width()));
  PackTensor log_sums(1, static_cast<size_t>(shape.rows() * shape.query_heads));
  kBackend.attention(1, shape, {}, *joints, *out, *log_sums);
  CHECK(out.error({attention(shape, rounded(joint))}) < kHalfUnit);

  PackTensor d_joint(1, joint.size());
  kBackend.attention_backward(1, shape, {}, *joints, *out, *log_sums, *PackTensor({d_out}), *d_joint);
  CHECK(d_joint.error({attention_backward(shape, rounded(joint), rounded(d_out))}) < 2 * kHalfUnit);
}

TEST_CASE("cross_entropy in bfloat16 and its gradients agree with the reference of rounded operands") {
  constexpr int64_t kRows = 300, kWidth = 20;
  constexpr int32_t kVocabulary = 101;
  std::mt19937_64 random(1);
  const Values x = random_values(random, kRows * kWidth);
  const Values head = random_values(random, kVocabulary * kWidth);
  Tokens targets;
  for (int32_t row = 0; row < kRows; ++row) targets.push_back(row * 7 % kVocabulary);
  const Values logits = matmul(kWidth, kVocabulary, rounded(x), rounded(head));
  const Values d_logits = cross_entropy_backward(kVocabulary, 0, logits, targets);

  PackTensor losses(1, kRows);
  PackTensor d_x(1, kRows * kWidth);
  PackTensor d_head(std::vector<Values>(1, Values(head.size())));
  kBackend.cross_entropy(1, kRows, kWidth, kVocabulary, 1.0, 0, *PackTensor({x}), *PackTensor({head}),
                         {targets.data(), kRows}, *losses, *d_x, *d_head);
  CHECK(losses.error({cross_entropy(kVocabulary, logits, targets)}) < kTolerance);
  CHECK(d_x.error({matmul_backward_input(kWidth, kVocabulary, d_logits, rounded(head))}) < kHalfUnit);
  CHECK(d_head.error({matmul_backward_weight(kWidth, kVocabulary, d_logits, rounded(x))}) < kHalfUnit);
}
