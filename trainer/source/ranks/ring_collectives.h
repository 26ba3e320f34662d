#pragma once

#include <memory>
#include <vector>

#include "ranks/collectives.h"
#include "ranks/transport.h"
#include "tensor/aligned_buffer.h"

namespace ablate {

/// Collectives on memory of the processor, in rings: each rank sends to the next and receives from the one before, so
/// that no connection carries more than any other (Patarasuk & Yuan 2009).
class RingCollectives final : public Collectives {
 public:
  explicit RingCollectives(std::unique_ptr<Transport> transport) : transport_(std::move(transport)) {}

  int64_t rank() const override { return transport_->rank(); }
  int64_t size() const override { return transport_->size(); }
  void mean_scatter(int64_t arms, const Slices& slices, ArmTensor x) override;
  void all_gather(int64_t arms, const Slices& slices, ArmTensor x) override;
  void all_sum(int64_t arms, int64_t count, Arms<double> x) override;
  void gather_on_first(const Slices& slices, const float* own, float* whole) override;

 private:
  /// The rank `steps` before this one in the ring.
  int64_t before(int64_t steps) const { return (rank() - steps % size() + size()) % size(); }
  int64_t next() const { return (rank() + 1) % size(); }
  /// Sends to the next rank what it receives from the one before: blocks of `block_bytes` of every rank in order.
  void circulate(std::byte* blocks, int64_t block_bytes);

  std::unique_ptr<Transport> transport_;
  AlignedBuffer received_;
  std::vector<double> terms_;
};

}  // namespace ablate
