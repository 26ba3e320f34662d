#pragma once

#include <cstdint>

#include "tensor/address_space.h"

namespace ablate {

/// Memory for `elements` floats that an operation works in, beside its tensors. It belongs to the calling thread, which
/// uses it again for its next operation: valid until then, with any content at first. Throws Failure (memory) where
/// there is not enough memory.
float* operation_scratch(int64_t elements);

/// The same for one unit of an operation: see parallel_for_with_scratch.
float* unit_scratch(int64_t elements);

/// While it lives, operations that this thread issues only say what scratch memory they would take: their units are
/// left out, and what they get is address space alone.
class ScratchRehearsal {
 public:
  ScratchRehearsal();
  ~ScratchRehearsal();
  ScratchRehearsal(const ScratchRehearsal&) = delete;
  ScratchRehearsal& operator=(const ScratchRehearsal&) = delete;

  /// The rehearsal of this thread; null where it works in earnest.
  static ScratchRehearsal* current();

  float* for_operation(int64_t elements);
  void note_unit(int64_t elements);

  /// Most elements that an operation has asked for so far, and each of its units.
  int64_t operation_elements() const { return operation_elements_; }
  int64_t unit_elements() const { return unit_elements_; }

 private:
  int64_t operation_elements_ = 0;
  int64_t unit_elements_ = 0;
  AddressSpace space_;
};

}  // namespace ablate
