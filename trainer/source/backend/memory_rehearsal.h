#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "backend/backend.h"

namespace ablate {

/// A backend that takes no memory and computes nothing: it adds up what would be taken. Whoever wants to know the
/// memory of some work does that work on it.
class MemoryRehearsal {
 public:
  virtual ~MemoryRehearsal() = default;

  /// Its buffers are zero and stay so.
  virtual const Backend& backend() const = 0;

  /// Bytes of all buffers that were allocated so far.
  virtual int64_t buffer_bytes() const = 0;

  /// Bytes that the operations issued so far would keep for themselves, beside the buffers.
  virtual int64_t scratch_bytes() const = 0;
};

/// The rehearsal of a device; arguments and errors as for create_backend.
std::unique_ptr<MemoryRehearsal> create_memory_rehearsal(const std::string& device, int threads, ElementType precision);

}  // namespace ablate
