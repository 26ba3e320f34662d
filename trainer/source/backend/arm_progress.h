#pragma once

#include <cstddef>
#include <cstdint>

namespace ablate {

/// The scalars of one arm's training. They live in device memory, where operations read and write them, so that a whole
/// step can be recorded once and run again; the host reads them when it reports.
struct ArmProgress {
  double loss_total = 0;            ///< Σ cross-entropy over the tokens of the step so far, in nats
  double squared_norm = 0;          ///< Σ of squares of the gradient so far
  double loss = 0;                  ///< mean cross-entropy of the last step, in nats per token
  double gradient_norm = 0;         ///< of the last step, before clipping
  double gradient_scale = 1;        ///< factor on the gradient, from clipping
  double reported_loss_sum = 0;     ///< Σ loss of the steps since the last report
  int64_t reported_loss_steps = 0;  ///< number of those steps
  int64_t updates = 0;  ///< of the optimiser, those of earlier phases whose optimiser was carried on included
  int64_t steps = 0;    ///< steps of this phase; of a failed arm, the failing one is the last
  int64_t failed = 0;   ///< 1 where loss or gradient was not finite: the arm is frozen as it was before
};

/// What the host sets for one arm's step, in device memory.
struct ArmControl {
  double rate;  ///< learning rate of the update
  double clip;  ///< bound of the gradient's norm; 0: none
};

/// Where a training sequence lies: `tokens` are a shard's, resident on the device.
struct SequenceStart {
  const std::byte* tokens;
  int64_t first;            ///< index of its first token
  int64_t bytes_per_token;  ///< 2 (uint16) or 4 (int32)
};

}  // namespace ablate
