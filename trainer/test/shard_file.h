#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "temporary_folder.h"

namespace ablate::test {

template <typename T>
std::string little_endian(T value) {
  std::string bytes;
  for (size_t byte = 0; byte < sizeof value; ++byte) {
    bytes += static_cast<char>((static_cast<uint64_t>(value) >> (8 * byte)) & 0xff);
  }
  return bytes;
}

/// The index of a Megatron shard of one sequence that is one document.
inline std::string shard_index(uint8_t type_code, int32_t tokens) {
  return std::string("MMIDIDX\0\0", 9) + little_endian(uint64_t{1}) + little_endian(type_code) +
         little_endian(uint64_t{1}) + little_endian(uint64_t{2}) + little_endian(tokens) + little_endian(int64_t{0}) +
         little_endian(int64_t{0}) + little_endian(int64_t{1});
}

/// Writes a uint16 shard `path`.bin and `path`.idx.
inline void write_shard(const std::filesystem::path& path, const std::vector<int32_t>& tokens) {
  std::string ids;
  for (const int32_t token : tokens) ids += little_endian(static_cast<uint16_t>(token));
  write_file(path.string() + ".bin", ids);
  write_file(path.string() + ".idx", shard_index(8, static_cast<int32_t>(tokens.size())));
}

}  // namespace ablate::test
