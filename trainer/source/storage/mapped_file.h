#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "protocol/failure.h"

namespace ablate {

/// A file mapped into memory for reading, unmapped at the end of its life.
class MappedFile {
 public:
  MappedFile() = default;
  /// Throws Failure of `kind` where the file cannot be opened.
  MappedFile(const std::filesystem::path& file, FailureKind kind);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  std::span<const std::byte> bytes_;
};

}  // namespace ablate
