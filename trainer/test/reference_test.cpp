#include <doctest/doctest.h>

#include "reference/cohere.h"
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

TEST_CASE("the reference of layer_norm has mean 0 and deviation 1, and the gradient of its forward pass") {
  // Mean 3 and variance 4 by hand.
  const Values by_hand = layer_norm(4, 0, {1, 5, 1, 5}, {1, 1, 2, 1});
  CHECK(relative_norm(by_hand, {-1, 1, -2, 1}) < 1e-12);
  std::mt19937_64 random(1);
  const Values x = random_values(random, 3 * 8, 1.0, 0.5);
  const Values weight = random_values(random, 8);
  const Values weights = random_values(random, 3 * 8);
  const auto gradients = layer_norm_backward(8, 1e-5, x, weight, weights);
  CHECK(slope_error([&](const Values& v) { return dot(layer_norm(8, 1e-5, v, weight), weights); }, x, gradients.d_x,
                    random) < kTolerance);
  CHECK(slope_error([&](const Values& v) { return dot(layer_norm(8, 1e-5, x, v), weights); }, weight,
                    gradients.d_weight, random) < kTolerance);
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

TEST_CASE("the reference of interleaved rope rotates neighbours, and has the gradient of its forward pass") {
  // One head of four dimensions at position 1: theta 1 turns both pairs by one radian.
  const AttentionShape one{.sequences = 1, .length = 2, .query_heads = 1, .key_value_heads = 1, .head_dimension = 4};
  Values joint(2 * 12);
  joint[12] = 1;  // query of position 1, first element of its first pair
  joint[15] = 1;  // second element of its second pair
  Values expected(2 * 12);
  expected[12] = std::cos(1.0);
  expected[13] = std::sin(1.0);
  expected[14] = -std::sin(1.0);
  expected[15] = std::cos(1.0);
  CHECK(relative_norm(interleaved_rope(one, 1, joint, 1), expected) < 1e-12);

  std::mt19937_64 random(4);
  const Values x = random_values(random, kAttention.rows() * kAttention.joint_width());
  const Values weights = random_values(random, kAttention.rows() * kAttention.joint_width());
  CHECK(slope_error([&](const Values& v) { return dot(interleaved_rope(kAttention, 100, v, 1), weights); }, x,
                    interleaved_rope(kAttention, 100, weights, -1), random) < kTolerance);
}

TEST_CASE("the reference of attention has the gradient of its forward pass") {
  std::mt19937_64 random(5);
  const Values joint = random_values(random, kAttention.rows() * kAttention.joint_width());
  const Values weights = random_values(random, kAttention.rows() * kAttention.output_width());
  for (const Tokens& starts : {Tokens{}, Tokens{0, 0, 2, 2, 4, 0, 1, 1, 1, 1}}) {
    CHECK(slope_error([&](const Values& v) { return dot(attention(kAttention, v, starts), weights); }, joint,
                      attention_backward(kAttention, joint, weights, starts), random) < kTolerance);
  }
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
  for (const double z_loss : {0.0, 0.1}) {
    CHECK(slope_error(
              [&](const Values& v) {
                return dot(cross_entropy(9, v, targets), {1, 1, 1}) + dot(z_losses(9, z_loss, v), {1, 1, 1});
              },
              logits, cross_entropy_backward(9, z_loss, logits, targets), random) < kTolerance);
  }
  CHECK(cross_entropy(4, {0, 0, 0, 0}, {2}).front() == doctest::Approx(std::log(4.0)));
}

TEST_CASE("the reference of Newton–Schulz maps each singular value by Jordan's polynomial, to near 1") {
  // A diagonal matrix stays one: its singular values are its entries, and each goes its own way.
  const Values singular{3, 1, 0.5, 0.2};
  const double norm = std::sqrt(dot(singular, singular));
  Values diagonal(4 * 6);
  for (size_t i = 0; i < singular.size(); ++i) diagonal[i * 6 + i] = singular[i];
  const Values result = orthogonalised(4, 6, diagonal);
  for (size_t i = 0; i < singular.size(); ++i) {
    double value = singular[i] / norm;
    for (int step = 0; step < 5; ++step) {
      value = 3.4445 * value - 4.7750 * std::pow(value, 3) + 2.0315 * std::pow(value, 5);
    }
    CHECK(result[i * 6 + i] == doctest::Approx(value));
    // The interval that Jordan gives.
    CHECK(value > 0.68);
    CHECK(value < 1.13);
  }
  CHECK(dot(result, result) < 4 * 1.13 * 1.13);
}

TEST_CASE("the references of the models have the gradients of their losses") {
  const std::vector<ModelShape> shapes{
      {"llama", 11, 8, 2, 4, 2, 10, 6, 100, 1e-5, false},
      {"llama", 11, 8, 2, 4, 2, 10, 6, 100, 1e-5, true},
      {"cohere", 11, 8, 2, 4, 2, 10, 6, 100, 1e-5, false, 0.25},
      {"cohere", 11, 8, 2, 4, 2, 10, 6, 100, 1e-5, true, 0.25},
  };
  for (const ModelShape& shape : shapes) {
    CAPTURE(shape.architecture);
    CAPTURE(shape.tied_embeddings);
    std::mt19937_64 random(8);
    const Values parameters = random_values(random, ParameterLayout(shape).size(), 0.5);
    const Tokens tokens{3, 1, 4, 1, 5, 9, 2, 6};
    const Tokens targets{1, 4, 1, 5, 9, 2, 6, 10};
    const auto run = shape.architecture == "llama" ? llama : cohere;
    const auto loss = [&](const Values& v) { return run(shape, v, 2, tokens, targets).loss; };
    CHECK(slope_error(loss, parameters, run(shape, parameters, 2, tokens, targets).gradient, random) < kTolerance);
  }
}
