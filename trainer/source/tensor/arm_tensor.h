#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "tensor/element_type.h"

namespace ablate {

/// A view of values with a leading arm dimension, in the memory of a device. The elements of one arm are contiguous;
/// arms lie `arm_stride` elements apart. A stride of 0 shares one run of elements among all arms (the requests that
/// several models score).
template <typename Element>
struct Arms {
  Element* data = nullptr;
  int64_t arm_stride = 0;

  /// The elements of one arm; to be read where the memory is the processor's only.
  Element* operator[](int64_t arm) const { return data + arm * arm_stride; }

  /// The same values from `elements` on, in every arm.
  Arms at(int64_t elements) const { return {data + elements, arm_stride}; }

  /// The arms from `arm` on.
  Arms from(int64_t arm) const { return {data + arm * arm_stride, arm_stride}; }

  operator Arms<const Element>() const requires(!std::is_const_v<Element>) { return {data, arm_stride}; }
};

/// The same of numbers whose type the backend chooses: what computes with a tensor looks at `type`, what passes it on
/// need not. `Float` is float or const float.
template <typename Float>
class TypedArms {
 public:
  using Byte = std::conditional_t<std::is_const_v<Float>, const std::byte, std::byte>;

  TypedArms() = default;
  /// A tensor of float32.
  TypedArms(Float* data, int64_t arm_stride)
      : TypedArms(reinterpret_cast<Byte*>(data), arm_stride, ElementType::float32) {}
  TypedArms(Byte* data, int64_t arm_stride, ElementType type) : data_(data), arm_stride_(arm_stride), type_(type) {}

  Byte* data() const { return data_; }
  int64_t arm_stride() const { return arm_stride_; }
  ElementType type() const { return type_; }

  /// The elements of one arm of a float32 tensor; to be read where the memory is the processor's only.
  Float* operator[](int64_t arm) const { return reinterpret_cast<Float*>(data_) + arm * arm_stride_; }

  TypedArms at(int64_t elements) const { return {data_ + elements * element_bytes(type_), arm_stride_, type_}; }
  TypedArms from(int64_t arm) const { return at(arm * arm_stride_); }

  operator TypedArms<const Float>() const requires(!std::is_const_v<Float>) { return {data_, arm_stride_, type_}; }

 private:
  Byte* data_ = nullptr;
  int64_t arm_stride_ = 0;
  ElementType type_ = ElementType::float32;
};

using ArmTensor = TypedArms<float>;
using ConstArmTensor = TypedArms<const float>;
using ArmTokens = Arms<const int32_t>;

}  // namespace ablate
