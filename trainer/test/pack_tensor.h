#pragma once

#include "reference/values.h"
#include "tensor/aligned_buffer.h"
#include "tensor/arm_tensor.h"

namespace ablate::test {

/// A tensor of several arms made of reference values, with a gap between arms, as in a model's parameters.
class PackTensor {
 public:
  explicit PackTensor(const std::vector<reference::Values>& arms)
      : count_(static_cast<int64_t>(arms.front().size())),
        stride_(count_ + 7),
        buffer_(static_cast<int64_t>(arms.size()) * stride_) {
    for (size_t arm = 0; arm < arms.size(); ++arm) {
      for (size_t i = 0; i < arms[arm].size(); ++i) {
        tensor()[static_cast<int64_t>(arm)][i] = static_cast<float>(arms[arm][i]);
      }
    }
  }
  /// Filled with 7s, which an operation that writes has to replace.
  PackTensor(size_t arms, size_t count) : PackTensor(std::vector(arms, reference::Values(count, 7.0))) {}

  ArmTensor tensor() { return {buffer_.data(), stride_}; }
  ArmTensor operator*() { return tensor(); }

  /// The relative norm of the difference to `expected`, the largest of all arms.
  double error(const std::vector<reference::Values>& expected) {
    double largest = 0;
    for (size_t arm = 0; arm < expected.size(); ++arm) {
      const std::vector<float> values(tensor()[static_cast<int64_t>(arm)],
                                      tensor()[static_cast<int64_t>(arm)] + count_);
      // Written so that not-a-number counts as the largest.
      const double error = reference::relative_norm(values, expected[arm]);
      if (!(error <= largest)) largest = error;
    }
    return largest;
  }

 private:
  int64_t count_;
  int64_t stride_;
  AlignedBuffer buffer_;
};

}  // namespace ablate::test
