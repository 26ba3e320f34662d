#include "backend/cpu/scratch.h"

#include <algorithm>

#include "tensor/aligned_buffer.h"

namespace ablate {

namespace {

thread_local ScratchRehearsal* current_rehearsal = nullptr;

}  // namespace

float* operation_scratch(int64_t elements) {
  if (current_rehearsal != nullptr) return current_rehearsal->for_operation(elements);
  static thread_local AlignedBuffer memory;
  return memory.reserve(elements);
}

float* unit_scratch(int64_t elements) {
  static thread_local AlignedBuffer memory;
  return memory.reserve(elements);
}

ScratchRehearsal::ScratchRehearsal() { current_rehearsal = this; }

ScratchRehearsal::~ScratchRehearsal() { current_rehearsal = nullptr; }

ScratchRehearsal* ScratchRehearsal::current() { return current_rehearsal; }

float* ScratchRehearsal::for_operation(int64_t elements) {
  if (elements > operation_elements_) {
    space_ = AddressSpace(elements * static_cast<int64_t>(sizeof(float)));
    operation_elements_ = elements;
  }
  return reinterpret_cast<float*>(space_.data());
}

void ScratchRehearsal::note_unit(int64_t elements) { unit_elements_ = std::max(unit_elements_, elements); }

}  // namespace ablate
