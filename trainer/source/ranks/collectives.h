#pragma once

#include "ranks/slices.h"
#include "tensor/arm_tensor.h"

namespace ablate {

/// What the ranks that train the same arms together (data parallel) tell each other in a step. Every rank issues the
/// same calls in the same order, among the operations of its backend and in that order, on memory of its device.
/// Sums are taken in an order that depends on the number of ranks alone, and all ranks get the same bits. Where a rank
/// is lost, a call throws Failure (ranks) within bounded time.
class Collectives {
 public:
  virtual ~Collectives() = default;

  /// Position among the ranks, from 0 on.
  virtual int64_t rank() const = 0;
  virtual int64_t size() const = 0;

  /// The mean over the ranks of each element, for this rank's slice of every arm; its other elements of `x` are then
  /// undefined. x [slices.elements()], float32.
  virtual void mean_scatter(int64_t arms, const Slices& slices, ArmTensor x) = 0;
  /// Every rank's slice of every arm, to all ranks. x [slices.elements()], float32.
  virtual void all_gather(int64_t arms, const Slices& slices, ArmTensor x) = 0;
  /// x = Σ over the ranks. x [count].
  virtual void all_sum(int64_t arms, int64_t count, Arms<double> x) = 0;

  /// Brings the slices of one run of elements together in `whole` [slices.elements()] of rank 0; elsewhere `whole` is
  /// not looked at. `own` is this rank's slice. Both are memory of the host.
  virtual void gather_on_first(const Slices& slices, const float* own, float* whole) = 0;
};

/// The collectives of a rank that is alone: nothing to do.
Collectives& no_other_ranks();

}  // namespace ablate
