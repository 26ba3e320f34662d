#pragma once

#include <cstdint>
#include <type_traits>

namespace ablate {

/// A view of a tensor with a leading arm dimension. The elements of one arm are contiguous; arms lie `arm_stride`
/// elements apart. A stride of 0 shares one tensor among all arms (the requests that several models score).
template <typename Element>
struct Arms {
  Element* data = nullptr;
  int64_t arm_stride = 0;

  /// The elements of one arm.
  Element* operator[](int64_t arm) const { return data + arm * arm_stride; }

  /// The same tensor from `elements` on, in every arm.
  Arms at(int64_t elements) const { return {data + elements, arm_stride}; }

  /// The arms from `arm` on.
  Arms from(int64_t arm) const { return {data + arm * arm_stride, arm_stride}; }

  operator Arms<const Element>() const requires(!std::is_const_v<Element>) { return {data, arm_stride}; }
};

using ArmTensor = Arms<float>;
using ConstArmTensor = Arms<const float>;
using ArmTokens = Arms<const int32_t>;

}  // namespace ablate
