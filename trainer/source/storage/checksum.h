#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace ablate {

/// XXH64 with seed 0 (github.com/Cyan4973/xxHash, doc/xxhash_spec.md) of bytes that come in parts: finds damage, does
/// not resist forgery.
class Xxh64 {
 public:
  Xxh64();

  void update(std::span<const std::byte> bytes);
  /// Of all bytes so far.
  uint64_t digest() const;

 private:
  static constexpr size_t kStripe = 32;

  void take_stripe(const std::byte* stripe);

  std::array<uint64_t, 4> lanes_;
  std::array<std::byte, kStripe> rest_{};  ///< the bytes after the last whole stripe
  uint64_t total_ = 0;
};

/// A digest as 16 hex digits, as `xxhsum` prints it.
std::string checksum_text(uint64_t digest);

/// XXH64 of a file's content as 16 hex digits. Throws Failure (storage) where it cannot be read.
std::string file_checksum(const std::filesystem::path& file);

}  // namespace ablate
