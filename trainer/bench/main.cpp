#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>

#include "backend/cpu/matrix_product.h"
#include "multiply_add_peak.h"
#include "tensor/aligned_buffer.h"

#if defined(ABLATE_HAVE_ONEDNN)
#include "backend/cpu/onednn_product.h"
#endif

// Measures what this machine can do and what the trainer's matrix products make of it:
//
//     trainer-bench peak --threads 2     one line of JSON: floating-point operations a second
//     trainer-bench products             a table of the products of a training step, one thread, in processor time

namespace ablate::bench {

namespace {

void print_peak(int threads) {
  nlohmann::json peaks;
  for (const auto& [name, type] : {std::pair{"float32", ElementType::float32}, {"bfloat16", ElementType::bfloat16}}) {
    peaks[name] = {{"thread", multiply_add_peak(type, 1)}, {"threads", multiply_add_peak(type, threads)}};
  }
  std::printf("%s\n", peaks.dump().c_str());
}

struct ProductShape {
  const char* name;
  int64_t rows;
  int64_t inputs;
  int64_t outputs;
};

constexpr ProductShape kShapes[] = {
    {"1M queries, keys, values", 2048, 128, 384},
    {"1M gate, up", 2048, 128, 704},
    {"1M down", 2048, 352, 128},
    {"7M queries, keys, values", 2048, 256, 768},
    {"7M output", 2048, 256, 256},
    {"7M gate, up", 2048, 256, 1408},
    {"7M down", 2048, 704, 256},
    {"7M classifier", 2048, 256, 8192},
    {"30M queries, keys, values", 2048, 512, 1536},
    {"30M gate, up", 2048, 512, 2816},
    {"30M down", 2048, 1408, 512},
};

AlignedBuffer random_buffer(int64_t count) {
  AlignedBuffer buffer(count);
  std::mt19937 random(1);
  std::uniform_real_distribution<float> uniform(-1, 1);
  for (int64_t i = 0; i < count; ++i) buffer.data()[i] = uniform(random);
  return buffer;
}

/// Operations a second of `work`, the best of some attempts.
template <typename Work>
double rate(double operations, const Work& work) {
  double best = 0;
  for (int attempt = 0; attempt < 4; ++attempt) {
    const double begin = thread_seconds();
    work();
    best = std::max(best, operations / (thread_seconds() - begin));
  }
  return best;
}

/// What multiplies: the built-in kernel or oneDNN, as `matmul.cpp` uses them.
struct Multiplier {
  const char* name;
  std::function<void(ElementType type, int64_t rows, LeftMatrix left, const RightMatrix& right, float* c,
                     bool accumulate)>
      multiply;
};

LeftMatrix rows_from(LeftMatrix left, int64_t row) {
  left.data += row * (left.transposed ? 1 : left.stride);
  return left;
}

constexpr int64_t kRowBlock = 64;

std::vector<Multiplier> multipliers() {
  std::vector<Multiplier> all;
  all.push_back(
      {"built-in", [memory = std::make_shared<AlignedBuffer>()](ElementType type, int64_t rows, LeftMatrix left,
                                                                const RightMatrix& right, float* c, bool accumulate) {
         float* const packed = memory->reserve(packed_size(type, right.inner, right.columns));
         pack(type, right, packed);
         const PackedRight whole{packed, right.inner, right.columns, right.inner, right.columns};
         for (int64_t row = 0; row < rows; row += kRowBlock) {
           multiply_packed(type, std::min(kRowBlock, rows - row), rows_from(left, row), whole, c + row * right.columns,
                           right.columns, accumulate);
         }
       }});
#if defined(ABLATE_HAVE_ONEDNN)
  all.push_back(
      {"oneDNN", [memory = std::make_shared<AlignedBuffer>()](ElementType type, int64_t rows, LeftMatrix left,
                                                              const RightMatrix& right, float* c, bool accumulate) {
         const int64_t bytes = onednn::reordered_bytes(type, right.inner, right.columns);
         float* const reordered = memory->reserve(bytes / int64_t{sizeof(float)} + 1);
         onednn::reorder(type, right, reordered);
         for (int64_t row = 0; row < rows; row += kRowBlock) {
           onednn::multiply(type, std::min(kRowBlock, rows - row), rows_from(left, row), right.inner, right.columns,
                            reordered, c + row * right.columns, right.columns, accumulate);
         }
       }});
#endif
  return all;
}

void print_products() {
  std::printf("GFLOP/s of one thread, packing included\n%-26s %-9s %-9s %8s %8s %8s\n", "product", "operands", "by",
              "forward", "d_input", "d_weight");
  for (const auto& [shape_name, rows, inputs, outputs] : kShapes) {
    AlignedBuffer x = random_buffer(rows * inputs);
    AlignedBuffer weight = random_buffer(outputs * inputs);
    AlignedBuffer y = random_buffer(rows * outputs);
    const double operations = 2.0 * static_cast<double>(rows * inputs * outputs);
    for (const auto& [type_name, type] :
         {std::pair{"float32", ElementType::float32}, {"bfloat16", ElementType::bfloat16}}) {
      for (const auto& [name, multiply] : multipliers()) {
        const double forward = rate(operations, [&] {
          multiply(type, rows, {x.data(), inputs, false}, {weight.data(), inputs, true, inputs, outputs}, y.data(),
                   false);
        });
        const double d_input = rate(operations, [&] {
          multiply(type, rows, {y.data(), outputs, false}, {weight.data(), inputs, false, outputs, inputs}, x.data(),
                   false);
        });
        const double d_weight = rate(operations, [&] {
          multiply(type, outputs, {y.data(), outputs, true}, {x.data(), inputs, false, rows, inputs}, weight.data(),
                   true);
        });
        std::printf("%-26s %-9s %-9s %8.1f %8.1f %8.1f\n", shape_name, type_name, name, forward / 1e9, d_input / 1e9,
                    d_weight / 1e9);
      }
    }
  }
}

}  // namespace

}  // namespace ablate::bench

int main(int count, char** arguments) {
  CLI::App app{"Measures this machine and the trainer's matrix products"};
  app.require_subcommand(1);
  int threads = 1;
  CLI::App* peak = app.add_subcommand("peak", "Multiply-adds in registers");
  peak->add_option("--threads", threads, "Threads that compute at the same time")->check(CLI::Range(1, 1024));
  CLI::App* products = app.add_subcommand("products", "The matrix products of training steps");
  CLI11_PARSE(app, count, arguments);
  if (peak->parsed()) ablate::bench::print_peak(threads);
  if (products->parsed()) ablate::bench::print_products();
  return 0;
}
