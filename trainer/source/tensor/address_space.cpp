#include "tensor/address_space.h"

#include <sys/mman.h>

#include <string>
#include <utility>

#include "protocol/failure.h"

namespace ablate {

AddressSpace::AddressSpace(int64_t bytes) : bytes_(bytes) {
  if (bytes == 0) return;
  void* const start = mmap(nullptr, static_cast<size_t>(bytes), PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (start == MAP_FAILED) {
    throw Failure(FailureKind::memory, "the system has no addresses for " + std::to_string(bytes) + " bytes");
  }
  // Few bytes of it are written: whole huge pages for them would be memory again.
#if defined(MADV_NOHUGEPAGE)
  madvise(start, static_cast<size_t>(bytes), MADV_NOHUGEPAGE);
#endif
  data_ = static_cast<std::byte*>(start);
}

AddressSpace::AddressSpace(AddressSpace&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

AddressSpace& AddressSpace::operator=(AddressSpace&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

AddressSpace::~AddressSpace() {
  if (data_ != nullptr) munmap(data_, static_cast<size_t>(bytes_));
}

}  // namespace ablate
