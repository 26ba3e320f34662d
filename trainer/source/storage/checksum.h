#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace ablate {

/// XXH64 with seed 0 (github.com/Cyan4973/xxHash, doc/xxhash_spec.md): finds damage, does not resist forgery.
uint64_t xxh64(std::span<const std::byte> bytes);

/// XXH64 of a file's content as 16 hex digits. Throws Failure (storage) where it cannot be read.
std::string file_checksum(const std::filesystem::path& file);

}  // namespace ablate
