#pragma once

#include <cstddef>
#include <cstdint>

namespace ablate {

/// Addresses that can be read and written, without memory behind them: zero at first, a page takes memory when it is
/// written. For rehearsals of what is too large to be done.
class AddressSpace {
 public:
  AddressSpace() = default;
  /// Throws Failure (memory) where the system gives no more addresses.
  explicit AddressSpace(int64_t bytes);
  ~AddressSpace();

  AddressSpace(AddressSpace&& other) noexcept;
  AddressSpace& operator=(AddressSpace&& other) noexcept;

  std::byte* data() const { return data_; }
  int64_t bytes() const { return bytes_; }

 private:
  std::byte* data_ = nullptr;
  int64_t bytes_ = 0;
};

}  // namespace ablate
