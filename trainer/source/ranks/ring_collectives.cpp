#include "ranks/ring_collectives.h"

#include <algorithm>

namespace ablate {

namespace {

std::span<const std::byte> bytes_of(const float* x, Slice slice) {
  return std::as_bytes(std::span(x + slice.begin, static_cast<size_t>(slice.size())));
}

std::span<std::byte> writable_bytes_of(float* x, Slice slice) {
  return std::as_writable_bytes(std::span(x + slice.begin, static_cast<size_t>(slice.size())));
}

}  // namespace

void RingCollectives::mean_scatter(int64_t arms, const Slices& slices, ArmTensor x) {
  float* const received = received_.reserve(slices.largest());
  const auto ranks = static_cast<float>(size());
  for (int64_t arm = 0; arm < arms; ++arm) {
    float* const values = x[arm];
    // The sum of a slice starts at the rank after its owner and grows from rank to rank until it reaches the owner.
    for (int64_t step = 1; step < size(); ++step) {
      const Slice from = slices[before(step + 1)];
      transport_->exchange(next(), bytes_of(values, slices[before(step)]), before(1),
                           writable_bytes_of(received, {0, from.size()}));
      float* const sum = values + from.begin;
#pragma omp simd
      for (int64_t i = 0; i < from.size(); ++i) sum[i] = received[i] + sum[i];
    }
    const Slice own = slices[rank()];
#pragma omp simd
    for (int64_t i = own.begin; i < own.end; ++i) values[i] /= ranks;
  }
}

void RingCollectives::all_gather(int64_t arms, const Slices& slices, ArmTensor x) {
  for (int64_t arm = 0; arm < arms; ++arm) {
    for (int64_t step = 0; step + 1 < size(); ++step) {
      transport_->exchange(next(), bytes_of(x[arm], slices[before(step)]), before(1),
                           writable_bytes_of(x[arm], slices[before(step + 1)]));
    }
  }
}

void RingCollectives::circulate(std::byte* blocks, int64_t block_bytes) {
  const auto block = [&](int64_t rank) {
    return std::span(blocks + rank * block_bytes, static_cast<size_t>(block_bytes));
  };
  for (int64_t step = 0; step + 1 < size(); ++step) {
    transport_->exchange(next(), block(before(step)), before(1), block(before(step + 1)));
  }
}

void RingCollectives::all_sum(int64_t arms, int64_t count, Arms<double> x) {
  const int64_t block = arms * count;
  terms_.assign(static_cast<size_t>(size() * block), 0);
  double* const own = terms_.data() + rank() * block;
  for (int64_t arm = 0; arm < arms; ++arm) std::copy_n(x[arm], count, own + arm * count);
  circulate(reinterpret_cast<std::byte*>(terms_.data()), block * int64_t{sizeof(double)});
  for (int64_t arm = 0; arm < arms; ++arm) {
    for (int64_t i = 0; i < count; ++i) {
      double sum = 0;
      for (int64_t rank = 0; rank < size(); ++rank) {
        sum += terms_[static_cast<size_t>(rank * block + arm * count + i)];
      }
      x[arm][i] = sum;
    }
  }
}

void RingCollectives::gather_on_first(const Slices& slices, const float* own, float* whole) {
  if (rank() != 0) {
    transport_->exchange(0, bytes_of(own, {0, slices[rank()].size()}), 0, {});
    return;
  }
  std::copy_n(own, slices[0].size(), whole);
  for (int64_t from = 1; from < size(); ++from) {
    transport_->exchange(from, {}, from, writable_bytes_of(whole, slices[from]));
  }
}

}  // namespace ablate
