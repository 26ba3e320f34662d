#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace ablate {

/// Memory of a device, given back at the end of its life. What it points to may not be readable by the host: see
/// Backend::upload and Backend::host_view.
class DeviceBuffer {
 public:
  DeviceBuffer() = default;
  /// `owner` frees the memory.
  DeviceBuffer(std::byte* data, int64_t bytes, std::shared_ptr<const void> owner)
      : data_(data), bytes_(bytes), owner_(std::move(owner)) {}

  DeviceBuffer(DeviceBuffer&&) noexcept = default;
  DeviceBuffer& operator=(DeviceBuffer&&) noexcept = default;

  std::byte* data() const { return data_; }
  int64_t bytes() const { return bytes_; }

  template <typename Element>
  Element* as() const {
    return reinterpret_cast<Element*>(data_);
  }

 private:
  std::byte* data_ = nullptr;
  int64_t bytes_ = 0;
  std::shared_ptr<const void> owner_;
};

}  // namespace ablate
