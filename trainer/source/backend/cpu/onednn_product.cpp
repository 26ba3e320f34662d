#include "backend/cpu/onednn_product.h"

#include <omp.h>

#include <array>
#include <compare>
#include <map>
#include <oneapi/dnnl/dnnl.hpp>
#include <string>

#include "protocol/failure.h"
#include "tensor/aligned_buffer.h"

namespace ablate::onednn {

namespace {

using dnnl::memory;

// The layout of a right operand is the one that is best for so many rows.
constexpr int64_t kLayoutRows = 64;

const dnnl::engine& cpu() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

memory::data_type data_type(ElementType type) {
  return type == ElementType::bfloat16 ? memory::data_type::bf16 : memory::data_type::f32;
}

/// A matrix [rows, columns], stored by rows or, `transposed`, by columns that lie `stride` elements apart.
memory::desc plain(ElementType type, int64_t rows, int64_t columns, int64_t stride, bool transposed) {
  return {{rows, columns}, data_type(type), transposed ? memory::dims{1, stride} : memory::dims{stride, 1}};
}

dnnl::matmul::primitive_desc product_description(const memory::desc& left, const memory::desc& right,
                                                 const memory::desc& c, bool accumulate) {
  dnnl::primitive_attr attributes;
  if (accumulate) {
    dnnl::post_ops additions;
    additions.append_sum(1.0f);
    attributes.set_post_ops(additions);
  }
#if DNNL_VERSION_MAJOR >= 3
  return {cpu(), left, right, c, attributes};
#else
  return {dnnl::matmul::desc(left, right, c), attributes, cpu()};
#endif
}

/// The layout of right operands of this shape.
memory::desc right_layout(ElementType precision, int64_t inner, int64_t columns) {
  using Key = std::array<int64_t, 3>;
  static thread_local std::map<Key, memory::desc> kept;
  const Key key{precision == ElementType::bfloat16, inner, columns};
  const auto found = kept.find(key);
  if (found != kept.end()) return found->second;
  const memory::desc any({inner, columns}, data_type(precision), memory::format_tag::any);
  const auto description =
      product_description(plain(precision, kLayoutRows, inner, inner, false), any,
                          plain(ElementType::float32, kLayoutRows, columns, columns, false), false);
  return kept.emplace(key, description.weights_desc()).first->second;
}

/// Calls work(stream) for one thread alone; an error of oneDNN becomes a Failure.
template <typename Work>
void run(const Work& work) {
  // The work is already spread over threads: oneDNN must not start more. OpenMP keeps the setting per parallel region,
  // so it is made at every call.
  omp_set_num_threads(1);
  static thread_local dnnl::stream stream(cpu());
  try {
    work(stream);
    stream.wait();
  } catch (const dnnl::error& error) {
    throw Failure(FailureKind::device, std::string("oneDNN cannot compute a matrix product on this machine: ") +
                                           error.what() + "; train with precision float32");
  }
}

/// What a copy into another layout and type depends on: making its primitive takes longer than a small copy.
struct CopyKey {
  bool rounded;
  bool into_right_layout;
  bool transposed;
  int64_t rows;
  int64_t columns;
  int64_t stride;

  auto operator<=>(const CopyKey&) const = default;
};

/// Copies a matrix [rows, columns] of float32 into another layout and type.
void copy(dnnl::stream& stream, const CopyKey& key, const float* source, const memory::desc& to, void* target) {
  memory in(plain(ElementType::float32, key.rows, key.columns, key.stride, key.transposed), cpu(),
            const_cast<float*>(source));
  memory out(to, cpu(), target);
  static thread_local std::map<CopyKey, dnnl::reorder> kept;
  auto reorder = kept.find(key);
  if (reorder == kept.end()) reorder = kept.emplace(key, dnnl::reorder(in, out)).first;
  reorder->second.execute(stream, in, out);
}

}  // namespace

bool suits(ElementType precision, int64_t inner, int64_t columns) {
  using Key = std::array<int64_t, 3>;
  static thread_local std::map<Key, bool> kept;
  const Key key{precision == ElementType::bfloat16, inner, columns};
  const auto found = kept.find(key);
  if (found != kept.end()) return found->second;
  bool suits = inner >= kLayoutRows && columns >= kLayoutRows;
  if (suits) {
    run([&](dnnl::stream&) {
      const auto right = right_layout(precision, inner, columns);
      for (const bool accumulate : {false, true}) {
        const auto description =
            product_description(plain(precision, kLayoutRows, inner, inner, false), right,
                                plain(ElementType::float32, kLayoutRows, columns, columns, false), accumulate);
        if (std::string(description.impl_info_str()).starts_with("ref")) suits = false;
      }
    });
  }
  return kept.emplace(key, suits).first->second;
}

int64_t reordered_bytes(ElementType precision, int64_t inner, int64_t columns) {
  int64_t bytes = 0;
  run([&](dnnl::stream&) { bytes = static_cast<int64_t>(right_layout(precision, inner, columns).get_size()); });
  return bytes;
}

void reorder(ElementType precision, const RightMatrix& right, void* memory) {
  run([&](dnnl::stream& stream) {
    const CopyKey key{
        precision == ElementType::bfloat16, true, right.transposed, right.inner, right.columns, right.stride};
    copy(stream, key, right.data, right_layout(precision, right.inner, right.columns), memory);
  });
}

void multiply(ElementType precision, int64_t rows, LeftMatrix left, int64_t inner, int64_t columns, void* memory,
              float* c, int64_t stride, bool accumulate) {
  run([&](dnnl::stream& stream) {
    // Rounded, or turned: oneDNN has no fast product of a transposed left operand and its layout of the right one.
    const bool copied = precision == ElementType::bfloat16 || left.transposed;
    const auto read = copied ? plain(precision, rows, inner, inner, false)
                             : plain(ElementType::float32, rows, inner, left.stride, false);
    const auto result = plain(ElementType::float32, rows, columns, stride, false);
    const auto layout = right_layout(precision, inner, columns);

    using Key = std::array<int64_t, 7>;
    static thread_local std::map<Key, dnnl::matmul> kept;
    const Key key{precision == ElementType::bfloat16, rows,   inner,     columns,
                  copied ? inner : left.stride,       stride, accumulate};
    auto product = kept.find(key);
    if (product == kept.end()) {
      product = kept.emplace(key, dnnl::matmul(product_description(read, layout, result, accumulate))).first;
    }

    const void* left_data = left.data;
    if (copied) {
      static thread_local AlignedBuffer scratch;
      float* const left_copy = scratch.reserve(rows * inner);
      const CopyKey copy_key{precision == ElementType::bfloat16, false, left.transposed, rows, inner, left.stride};
      copy(stream, copy_key, left.data, read, left_copy);
      left_data = left_copy;
    }
    product->second.execute(stream, {{DNNL_ARG_SRC, dnnl::memory(read, cpu(), const_cast<void*>(left_data))},
                                     {DNNL_ARG_WEIGHTS, dnnl::memory(layout, cpu(), memory)},
                                     {DNNL_ARG_DST, dnnl::memory(result, cpu(), c)}});
  });
}

}  // namespace ablate::onednn
