#include <doctest/doctest.h>

#include "reference/llama.h"

using namespace ablate;
using namespace ablate::reference;

// The references' gradients are held against slopes of their own forward pass. `weights` makes a number of an output.

namespace {

constexpr double kTolerance = 1e-6;

const AttentionShape kAttention{
    .sequences = 2, .length = 5, .query_heads = 4, .key_value_heads = 2, .head_dimension = 6};

}  // namespace

TEST_CASE("the reference of rms_norm has the gradient of its forward pass") {
  std::mt19937_64 random(1);
  const Values x = random_values(random, 3 * 8);
  const Values weight = random_values(random, 8);
  const Values weights = random_values(random, 3 * 8);
  const auto gradients = rms_norm_backward(8, 1e-5, x, weight, weights);
  CHECK(slope_error([&](const Values& v) { return dot(rms_norm(8, 1e-5, v, weight), weights); }, x, gradients.d_x,
                    random) < kTolerance);
  CHECK(slope_error([&](const Values& v) { return dot(rms_norm(8, 1e-5, x, v), weights); }, weight, gradients.d_weight,
                    random) < kTolerance);
}

TEST_CASE("the reference of matmul has the gradient of its forward pass") {
  std::mt19937_64 random(2);
  const Values x = random_values(random, 3 * 5);
  const Values weight = random_values(random, 7 * 5);
  const Values weights = random_values(random, 3 * 7);
  CHECK(slope_error([&](const Values& v) { return dot(matmul(5, 7, v, weight), weights); }, x,
                    matmul_backward_input(5, 7, weights, weight), random) < kTolerance);
  CHECK(slope_error([&](const Values& v) { return dot(matmul(5, 7, x, v), weights); }, weight,
                    matmul_backward_weight(5, 7, weights, x), random) < kTolerance);
}

TEST_CASE("the reference of embedding has the gradient of its forward pass") {
  std::mt19937_64 random(3);
  const Values table = random_values(random, 4 * 3);
  const Tokens tokens{2, 0, 2};
  const Values weights = random_values(random, 3 * 3);
  CHECK(slope_error([&](const Values& v) { return dot(embedding(3, tokens, v), weights); }, table,
                    embedding_backward(3, tokens, weights, table.size()), random) < kTolerance);
}

TEST_CASE("the reference of rope keeps lengths and has the gradient of its forward pass") {
  std::mt19937_64 random(4);
  const Values joint = random_values(random, kAttention.rows() * kAttention.joint_width());
  const Values weights = random_values(random, kAttention.rows() * kAttention.joint_width());
  const Values rotated = rope(kAttention, 100, joint, 1);
  CHECK(dot(rotated, rotated) == doctest::Approx(dot(joint, joint)));
  CHECK(slope_error([&](const Values& v) { return dot(rope(kAttention, 100, v, 1), weights); }, joint,
                    rope(kAttention, 100, weights, -1), random) < kTolerance);
}

TEST_CASE("the reference of attention has the gradient of its forward pass") {
  std::mt19937_64 random(5);
  const Values joint = random_values(random, kAttention.rows() * kAttention.joint_width());
  const Values weights = random_values(random, kAttention.rows() * kAttention.output_width());
  CHECK(slope_error([&](const Values& v) { return dot(attention(kAttention, v), weights); }, joint,
                    attention_backward(kAttention, joint, weights), random) < kTolerance);
}

TEST_CASE("the reference of swiglu has the gradient of its forward pass") {
  std::mt19937_64 random(6);
  const Values gate_up = random_values(random, 3 * 2 * 5);
  const Values weights = random_values(random, 3 * 5);
  CHECK(slope_error([&](const Values& v) { return dot(swiglu(5, v), weights); }, gate_up,
                    swiglu_backward(5, gate_up, weights), random) < kTolerance);
}

TEST_CASE("the reference of cross_entropy has the gradient of its forward pass") {
  std::mt19937_64 random(7);
  const Values logits = random_values(random, 3 * 9);
  const Tokens targets{8, 0, 4};
  CHECK(slope_error(
            [&](const Values& v) {
              return dot(cross_entropy(9, v, targets), {1, 1, 1});
            },
            logits, cross_entropy_backward(9, logits, targets), random) < kTolerance);
  CHECK(cross_entropy(4, {0, 0, 0, 0}, {2}).front() == doctest::Approx(std::log(4.0)));
}

TEST_CASE("the reference of the model has the gradient of its loss") {
  for (const bool tied : {false, true}) {
    CAPTURE(tied);
    std::mt19937_64 random(8);
    const ModelShape shape{"llama", 11, 8, 2, 4, 2, 10, 6, 100, 1e-5, tied};
    const Values parameters = random_values(random, ParameterLayout(shape).size(), 0.5);
    const Tokens tokens{3, 1, 4, 1, 5, 9, 2, 6};
    const Tokens targets{1, 4, 1, 5, 9, 2, 6, 10};
    const auto loss = [&](const Values& v) { return llama(shape, v, 2, tokens, targets).loss; };
    CHECK(slope_error(loss, parameters, llama(shape, parameters, 2, tokens, targets).gradient, random) < kTolerance);
  }
}
