#include <doctest/doctest.h>

#include <limits>

#include "backend/cpu/cpu_backend.h"
#include "pack_tensor.h"
#include "reference/operations.h"

using namespace ablate;
using namespace ablate::reference;
using ablate::test::PackTensor;

// Every operation of the backend against its float64 reference: three arms, two threads, sizes that fit no tile.

namespace {

constexpr size_t kArms = 3;
constexpr double kTolerance = 1e-6;
const CpuBackend kBackend(2);

std::vector<Values> random_arms(uint64_t seed, int64_t count, double deviation = 1.0) {
  std::mt19937_64 random(seed);
  std::vector<Values> arms;
  for (size_t arm = 0; arm < kArms; ++arm) arms.push_back(random_values(random, count, deviation));
  return arms;
}

/// One list of token ids per arm, end to end.
Tokens random_tokens(uint64_t seed, int64_t rows, int32_t vocabulary) {
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<int32_t> token(0, vocabulary - 1);
  Tokens tokens(kArms * static_cast<size_t>(rows));
  for (int32_t& t : tokens) t = token(random);
  return tokens;
}

Tokens arm_tokens(const Tokens& tokens, size_t arm) {
  const auto rows = static_cast<std::ptrdiff_t>(tokens.size() / kArms);
  const auto begin = tokens.begin() + static_cast<std::ptrdiff_t>(arm) * rows;
  return {begin, begin + rows};
}

/// Calls `of(arm)` for every arm.
template <typename Of>
std::vector<Values> each_arm(const Of& of) {
  std::vector<Values> arms;
  for (size_t arm = 0; arm < kArms; ++arm) arms.push_back(of(arm));
  return arms;
}

Values sum(Values a, const Values& b) {
  for (size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  return a;
}

}  // namespace

TEST_CASE("embedding and its gradient agree with the reference") {
  constexpr int64_t kRows = 150, kWidth = 70;
  constexpr int32_t kVocabulary = 20;
  const auto table = random_arms(1, kVocabulary * kWidth);
  const auto d_out = random_arms(2, kRows * kWidth);
  const Tokens tokens = random_tokens(3, kRows, kVocabulary);
  PackTensor out(kArms, kRows * kWidth);
  kBackend.embedding(kArms, kRows, kWidth, {tokens.data(), kRows}, *PackTensor(table), *out);
  CHECK(out.error(each_arm([&](size_t a) { return embedding(kWidth, arm_tokens(tokens, a), table[a]); })) == 0);

  PackTensor d_table(table);
  kBackend.embedding_backward(kArms, kRows, kWidth, {tokens.data(), kRows}, *PackTensor(d_out), *d_table);
  CHECK(d_table.error(each_arm([&](size_t a) {
    return sum(table[a], embedding_backward(kWidth, arm_tokens(tokens, a), d_out[a], table[a].size()));
  })) < kTolerance);
}

TEST_CASE("rms_norm and its gradient agree with the reference") {
  constexpr int64_t kRows = 150, kWidth = 40;
  constexpr double kEpsilon = 1e-5;
  const auto residual = random_arms(1, kRows * kWidth);
  const auto branch = random_arms(2, kRows * kWidth);
  const auto weight = random_arms(3, kWidth);
  const auto d_out = random_arms(4, kRows * kWidth);
  PackTensor weights(weight);

  PackTensor out(kArms, kRows * kWidth);
  PackTensor inverse_rms(kArms, kRows);
  kBackend.rms_norm(kArms, kRows, kWidth, kEpsilon, *PackTensor(residual), *weights, *out, *inverse_rms);
  CHECK(out.error(each_arm([&](size_t a) { return rms_norm(kWidth, kEpsilon, residual[a], weight[a]); })) < kTolerance);

  const auto x = each_arm([&](size_t a) { return sum(residual[a], branch[a]); });
  PackTensor added(kArms, kRows * kWidth);
  kBackend.add_rms_norm(kArms, kRows, kWidth, kEpsilon, *PackTensor(residual), *PackTensor(branch), *added, *weights,
                        *out, *inverse_rms);
  CHECK(added.error(x) < kTolerance);
  CHECK(out.error(each_arm([&](size_t a) { return rms_norm(kWidth, kEpsilon, x[a], weight[a]); })) < kTolerance);

  const auto gradients = [&](size_t a) { return rms_norm_backward(kWidth, kEpsilon, x[a], weight[a], d_out[a]); };
  for (const bool accumulate : {false, true}) {
    CAPTURE(accumulate);
    PackTensor d_x(residual);
    PackTensor d_weight(weight);
    kBackend.rms_norm_backward(kArms, kRows, kWidth, *added, *weights, *inverse_rms, *PackTensor(d_out), *d_x,
                               *d_weight, accumulate);
    CHECK(d_x.error(each_arm([&](size_t a) {
      return accumulate ? sum(residual[a], gradients(a).d_x) : gradients(a).d_x;
    })) < kTolerance);
    CHECK(d_weight.error(each_arm([&](size_t a) { return sum(weight[a], gradients(a).d_weight); })) < kTolerance);
  }
}

TEST_CASE("layer_norm and its gradient agree with the reference") {
  constexpr int64_t kRows = 150, kWidth = 40;
  constexpr double kEpsilon = 1e-5;
  constexpr double kScale = 0.0625;
  const auto residual = random_arms(1, kRows * kWidth);
  const auto first = random_arms(2, kRows * kWidth);
  const auto second = random_arms(3, kRows * kWidth);
  const auto weight = random_arms(4, kWidth);
  const auto d_first = random_arms(5, kRows * kWidth);
  const auto d_second = random_arms(6, kRows * kWidth);
  PackTensor weights(weight);
  const auto scaled_norm = [&](const Values& x, size_t a) {
    Values out = layer_norm(kWidth, kEpsilon, x, weight[a]);
    for (double& value : out) value *= kScale;
    return out;
  };

  PackTensor out(kArms, kRows * kWidth);
  PackTensor moments(kArms, kRows * 2);
  kBackend.layer_norm(kArms, kRows, kWidth, kEpsilon, kScale, *PackTensor(residual), *weights, *out, *moments);
  CHECK(out.error(each_arm([&](size_t a) { return scaled_norm(residual[a], a); })) < kTolerance);

  const auto x = each_arm([&](size_t a) { return sum(residual[a], sum(first[a], second[a])); });
  PackTensor added(kArms, kRows * kWidth);
  kBackend.add_layer_norm(kArms, kRows, kWidth, kEpsilon, kScale, *PackTensor(residual), *PackTensor(first),
                          *PackTensor(second), *added, *weights, *out, *moments);
  CHECK(added.error(x) < kTolerance);
  CHECK(out.error(each_arm([&](size_t a) { return scaled_norm(x[a], a); })) < kTolerance);

  for (const bool both : {false, true}) {
    for (const bool accumulate : {false, true}) {
      CAPTURE(both);
      CAPTURE(accumulate);
      const auto gradients = [&](size_t a) {
        Values d_out = both ? sum(d_first[a], d_second[a]) : d_first[a];
        for (double& d : d_out) d *= kScale;
        return layer_norm_backward(kWidth, kEpsilon, x[a], weight[a], d_out);
      };
      PackTensor by_second(d_second);
      PackTensor d_x(residual);
      PackTensor d_weight(weight);
      kBackend.layer_norm_backward(kArms, kRows, kWidth, kScale, *added, *weights, *moments, *PackTensor(d_first),
                                   both ? ConstArmTensor(*by_second) : ConstArmTensor(), *d_x, *d_weight, accumulate);
      CHECK(d_x.error(each_arm([&](size_t a) {
        return accumulate ? sum(residual[a], gradients(a).d_x) : gradients(a).d_x;
      })) < kTolerance);
      CHECK(d_weight.error(each_arm([&](size_t a) { return sum(weight[a], gradients(a).d_weight); })) < kTolerance);
    }
  }
}

TEST_CASE("matmul and its gradients agree with the reference") {
  constexpr int64_t kRows = 139, kInputs = 37, kOutputs = 75;
  const auto x = random_arms(1, kRows * kInputs);
  const auto weight = random_arms(2, kOutputs * kInputs);
  const auto d_y = random_arms(3, kRows * kOutputs);

  PackTensor y(kArms, kRows * kOutputs);
  kBackend.matmul(kArms, kRows, kInputs, kOutputs, *PackTensor(x), *PackTensor(weight), *y);
  CHECK(y.error(each_arm([&](size_t a) { return matmul(kInputs, kOutputs, x[a], weight[a]); })) < kTolerance);

  PackTensor d_x(kArms, kRows * kInputs);
  kBackend.matmul_backward_input(kArms, kRows, kInputs, kOutputs, *PackTensor(d_y), *PackTensor(weight), *d_x);
  CHECK(d_x.error(each_arm([&](size_t a) { return matmul_backward_input(kInputs, kOutputs, d_y[a], weight[a]); })) <
        kTolerance);

  PackTensor d_weight(weight);
  kBackend.matmul_backward_weight(kArms, kRows, kInputs, kOutputs, *PackTensor(d_y), *PackTensor(x), *d_weight);
  CHECK(d_weight.error(each_arm([&](size_t a) {
    return sum(weight[a], matmul_backward_weight(kInputs, kOutputs, d_y[a], x[a]));
  })) < kTolerance);
}

TEST_CASE("rope and its gradient agree with the reference") {
  const AttentionShape shape{
      .sequences = 3, .length = 50, .query_heads = 4, .key_value_heads = 2, .head_dimension = 12};
  constexpr double kTheta = 10000;
  const auto joint = random_arms(1, shape.rows() * shape.joint_width());
  std::vector<float> angles;
  for (int64_t position = 0; position < shape.length; ++position) {
    for (double (*function)(double) :
         {static_cast<double (*)(double)>(std::cos), static_cast<double (*)(double)>(std::sin)}) {
      for (int64_t i = 0; i < shape.head_dimension / 2; ++i) {
        const double exponent = -2 * static_cast<double>(i) / static_cast<double>(shape.head_dimension);
        angles.push_back(static_cast<float>(function(static_cast<double>(position) * std::pow(kTheta, exponent))));
      }
    }
  }
  for (const bool interleaved : {false, true}) {
    CAPTURE(interleaved);
    const auto reference_rope = interleaved ? interleaved_rope : rope;
    AttentionShape paired = shape;
    paired.rotary_pairs = interleaved ? RotaryPairs::neighbours : RotaryPairs::halves;
    PackTensor rotated(joint);
    kBackend.rope(kArms, paired, angles.data(), *rotated);
    CHECK(rotated.error(each_arm([&](size_t a) { return reference_rope(shape, kTheta, joint[a], 1); })) < kTolerance);
    PackTensor d_joint(joint);
    kBackend.rope_backward(kArms, paired, angles.data(), *d_joint);
    CHECK(d_joint.error(each_arm([&](size_t a) { return reference_rope(shape, kTheta, joint[a], -1); })) < kTolerance);
  }
}

TEST_CASE("attention and its gradient agree with the reference, with and without shared keys") {
  for (const int64_t key_value_heads : {4, 2, 1}) {
    CAPTURE(key_value_heads);
    const AttentionShape shape{
        .sequences = 2, .length = 45, .query_heads = 4, .key_value_heads = key_value_heads, .head_dimension = 12};
    const auto joint = random_arms(1, shape.rows() * shape.joint_width());
    const auto d_out = random_arms(2, shape.rows() * shape.output_width());
    PackTensor joints(joint);
    PackTensor out(kArms, static_cast<size_t>(shape.rows() * shape.output_width()));
    PackTensor log_sums(kArms, static_cast<size_t>(shape.rows() * shape.query_heads));
    kBackend.attention(kArms, shape, {}, *joints, *out, *log_sums);
    CHECK(out.error(each_arm([&](size_t a) { return attention(shape, joint[a]); })) < kTolerance);

    PackTensor d_joint(kArms, joint[0].size());
    kBackend.attention_backward(kArms, shape, {}, *joints, *out, *log_sums, *PackTensor(d_out), *d_joint);
    CHECK(d_joint.error(each_arm([&](size_t a) { return attention_backward(shape, joint[a], d_out[a]); })) <
          kTolerance);
  }
}

TEST_CASE("attention stays within documents, which are found by the tokens that end them") {
  constexpr int32_t kEndOfText = 0;
  const AttentionShape shape{
      .sequences = 2, .length = 45, .query_heads = 4, .key_value_heads = 2, .head_dimension = 12};
  const auto joint = random_arms(1, shape.rows() * shape.joint_width());
  const auto d_out = random_arms(2, shape.rows() * shape.output_width());
  Tokens tokens = random_tokens(3, shape.rows(), 8);
  tokens[44] = kEndOfText;  // a document that ends with its sequence
  Tokens starts(tokens.size());
  Tokens ends(tokens.size());
  const DocumentSpans documents{{starts.data(), shape.rows()}, {ends.data(), shape.rows()}};
  kBackend.find_documents(kArms, shape.sequences, shape.length, kEndOfText, {tokens.data(), shape.rows()},
                          {starts.data(), shape.rows()}, {ends.data(), shape.rows()});
  const auto expected_starts = [&](size_t a) {
    return document_starts(shape.length, kEndOfText, arm_tokens(tokens, a));
  };
  for (size_t arm = 0; arm < kArms; ++arm) CHECK(arm_tokens(starts, arm) == expected_starts(arm));
  for (size_t row = 0; row + 1 < ends.size(); ++row) {
    const bool last_of_document = ends[row] == static_cast<int32_t>(row % 45) + 1;
    CHECK(last_of_document == (tokens[row] == kEndOfText || row % 45 == 44));
    if (!last_of_document) CHECK(ends[row] == ends[row + 1]);
  }

  PackTensor joints(joint);
  PackTensor out(kArms, d_out[0].size());
  PackTensor log_sums(kArms, static_cast<size_t>(shape.rows() * shape.query_heads));
  kBackend.attention(kArms, shape, documents, *joints, *out, *log_sums);
  CHECK(out.error(each_arm([&](size_t a) { return attention(shape, joint[a], expected_starts(a)); })) < kTolerance);
  PackTensor d_joint(kArms, joint[0].size());
  kBackend.attention_backward(kArms, shape, documents, *joints, *out, *log_sums, *PackTensor(d_out), *d_joint);
  CHECK(d_joint.error(each_arm(
            [&](size_t a) { return attention_backward(shape, joint[a], d_out[a], expected_starts(a)); })) < kTolerance);
}

TEST_CASE("swiglu and its gradient agree with the reference") {
  constexpr int64_t kRows = 70, kWidth = 37;
  const auto gate_up = random_arms(1, kRows * 2 * kWidth, 4.0);
  const auto d_out = random_arms(2, kRows * kWidth);
  PackTensor out(kArms, kRows * kWidth);
  kBackend.swiglu(kArms, kRows, kWidth, *PackTensor(gate_up), *out);
  CHECK(out.error(each_arm([&](size_t a) { return swiglu(kWidth, gate_up[a]); })) < kTolerance);
  PackTensor d_gate_up(kArms, kRows * 2 * kWidth);
  kBackend.swiglu_backward(kArms, kRows, kWidth, *PackTensor(gate_up), *PackTensor(d_out), *d_gate_up);
  CHECK(d_gate_up.error(each_arm([&](size_t a) { return swiglu_backward(kWidth, gate_up[a], d_out[a]); })) <
        kTolerance);
}

TEST_CASE("cross_entropy and its gradients agree with the reference") {
  // More rows than have logits at a time.
  constexpr int64_t kRows = 300, kWidth = 20;
  constexpr int32_t kVocabulary = 101;
  constexpr double kScale = 1.0 / kRows;
  constexpr double kZLoss = 0.01;
  const auto x = random_arms(1, kRows * kWidth);
  const auto head = random_arms(2, kVocabulary * kWidth);
  const Tokens targets = random_tokens(3, kRows, kVocabulary);
  const auto logits = each_arm([&](size_t a) { return matmul(kWidth, kVocabulary, x[a], head[a]); });
  const auto d_logits = each_arm([&](size_t a) {
    Values d = cross_entropy_backward(kVocabulary, kZLoss, logits[a], arm_tokens(targets, a));
    for (double& value : d) value *= kScale;
    return d;
  });
  const auto losses = each_arm([&](size_t a) { return cross_entropy(kVocabulary, logits[a], arm_tokens(targets, a)); });

  PackTensor loss(kArms, kRows);
  PackTensor d_x(kArms, kRows * kWidth);
  PackTensor d_head(head);
  kBackend.cross_entropy(kArms, kRows, kWidth, kVocabulary, kScale, kZLoss, *PackTensor(x), *PackTensor(head),
                         {targets.data(), kRows}, *loss, *d_x, *d_head);
  CHECK(loss.error(losses) < kTolerance);
  CHECK(d_x.error(each_arm(
            [&](size_t a) { return matmul_backward_input(kWidth, kVocabulary, d_logits[a], head[a]); })) < kTolerance);
  CHECK(d_head.error(each_arm([&](size_t a) {
    return sum(head[a], matmul_backward_weight(kWidth, kVocabulary, d_logits[a], x[a]));
  })) < kTolerance);
}

TEST_CASE(
    "loss, gradient norm and clipping of a step are of the whole step, and an arm that is not finite fails alone") {
  constexpr int64_t kCount = 40000;
  const auto x = random_arms(1, kCount);
  PackTensor tensor(x);
  std::vector<ArmProgress> arms(kArms);
  const Arms<ArmProgress> progress{arms.data(), 1};
  const std::vector<ArmControl> controls{{.rate = 0, .clip = 1}, {.rate = 0, .clip = 0}, {.rate = 0, .clip = 1e9}};
  const auto step = [&] {
    kBackend.begin_step(kArms, progress);
    for (int part = 0; part < 2; ++part)
      kBackend.add_losses(kArms, kCount / 2, tensor.tensor().at(part * kCount / 2), progress);
    kBackend.add_squared_norm(kArms, kCount, *tensor, progress);
    kBackend.conclude_gradient(kArms, kCount, {controls.data(), 1}, progress);
  };
  step();
  for (size_t arm = 0; arm < kArms; ++arm) {
    CAPTURE(arm);
    const double norm = std::sqrt(dot(x[arm], x[arm]));
    CHECK(arms[arm].loss == doctest::Approx(dot(x[arm], Values(kCount, 1.0 / kCount))));
    CHECK(arms[arm].gradient_norm == doctest::Approx(norm));
    CHECK(arms[arm].gradient_scale == doctest::Approx(arm == 0 ? 1 / norm : 1.0));
    CHECK(arms[arm].updates == 1);
  }
  tensor.tensor()[1][kCount - 1] = std::numeric_limits<float>::infinity();
  const double first_loss = arms[1].reported_loss_sum;
  step();
  step();
  CHECK(arms[0].updates == 3);
  CHECK(arms[0].reported_loss_steps == 3);
  CHECK(arms[1].failed == 1);
  CHECK(arms[1].updates == 1);
  CHECK(arms[1].steps == 2);
  CHECK(arms[1].reported_loss_sum == first_loss);
}

TEST_CASE("steps of muon agree with the reference, for wide, tall and square matrices") {
  const MuonSettings settings{.momentum = 0.95, .weight_decay = 0.1};
  for (const auto& sizes : {std::pair{24, 60}, std::pair{60, 24}, std::pair{32, 32}}) {
    const int64_t rows = sizes.first;
    const int64_t columns = sizes.second;
    CAPTURE(rows);
    const auto count = static_cast<size_t>(rows * columns);
    const auto start = random_arms(1, rows * columns);
    PackTensor parameters(start);
    PackTensor momentum(std::vector(kArms, Values(count)));
    PackTensor work(kArms, static_cast<size_t>(MuonSettings::work_size(rows, columns)));
    std::vector<MuonState> expected;
    for (const Values& values : start) expected.push_back({Values(count), values});
    for (int64_t step = 1; step <= 3; ++step) {
      const auto gradient = random_arms(static_cast<uint64_t>(step) + 1, rows * columns);
      const auto rate = 0.05 * static_cast<double>(step);
      const std::vector<ArmControl> controls(kArms, {.rate = rate, .clip = 0});
      const std::vector<ArmProgress> progress{{}, {.gradient_scale = 0.25}, {.failed = 1}};
      kBackend.muon(kArms, rows, columns, settings, {controls.data(), 1}, {progress.data(), 1}, *PackTensor(gradient),
                    *momentum, *parameters, *work);
      for (size_t arm = 0; arm < 2; ++arm) {
        muon(rows, columns, settings, rate, progress[arm], gradient[arm], expected[arm]);
      }
    }
    CHECK(momentum.error({expected[0].momentum, expected[1].momentum}) < kTolerance);
    // Small singular values grow by 3.4445 a step, and their rounding with them.
    CHECK(parameters.error({expected[0].parameters, expected[1].parameters, start[2]}) < 1e-5);
  }
}

TEST_CASE("ten steps of adamw agree with the reference; an arm that has failed stays as it is") {
  constexpr int64_t kCount = 1000;
  const AdamSettings settings{.beta1 = 0.9, .beta2 = 0.95, .epsilon = 1e-8, .weight_decay = 0.1};
  const auto start = random_arms(1, kCount);
  PackTensor parameters(start);
  PackTensor first(std::vector(kArms, Values(kCount)));
  PackTensor second(std::vector(kArms, Values(kCount)));
  std::vector<AdamState> expected;
  for (const Values& values : start) expected.push_back({Values(kCount), Values(kCount), values});
  for (int64_t step = 1; step <= 10; ++step) {
    const auto gradient = random_arms(static_cast<uint64_t>(step) + 1, kCount);
    const auto rate = 0.01 * static_cast<double>(step);
    const std::vector<ArmControl> controls(kArms, {.rate = rate, .clip = 0});
    const std::vector<ArmProgress> progress{
        {.updates = step}, {.gradient_scale = 0.25, .updates = step + 5}, {.updates = step, .failed = 1}};
    kBackend.adamw(kArms, kCount, settings, {controls.data(), 1}, {progress.data(), 1}, *PackTensor(gradient), *first,
                   *second, *parameters);
    for (size_t arm = 0; arm < 2; ++arm) adamw(settings, rate, progress[arm], gradient[arm], expected[arm]);
  }
  CHECK(parameters.error(each_arm([&](size_t a) { return expected[a].parameters; })) < kTolerance);
  CHECK(first.error({expected[0].first_moment, expected[1].first_moment}) < kTolerance);
  CHECK(second.error({expected[0].second_moment, expected[1].second_moment}) < kTolerance);
  CHECK(parameters.error({expected[0].parameters, expected[1].parameters, start[2]}) < kTolerance);
}
