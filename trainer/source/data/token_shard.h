#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "storage/mapped_file.h"

namespace ablate {

/// A Megatron shard, read as one run of token ids: `NAME.bin` holds the raw ids (uint16 or int32, little endian),
/// `NAME.idx` the header that says which. Document borders are not needed: documents end in an end-of-text token.
class TokenShard {
 public:
  /// `path` is without extension. Throws Failure (data) where a file is missing, cut short, of another format, or where
  /// the two do not fit together.
  explicit TokenShard(const std::filesystem::path& path);

  /// Number of tokens.
  int64_t size() const { return size_; }

  /// Copies tokens first … first + count − 1.
  void copy(int64_t first, int64_t count, int32_t* tokens) const;

  /// The raw ids, bytes_per_token each.
  std::span<const std::byte> bytes() const { return data_.bytes(); }
  int64_t bytes_per_token() const { return bytes_per_token_; }

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  MappedFile data_;
  int64_t size_ = 0;
  int64_t bytes_per_token_ = 0;
};

}  // namespace ablate
