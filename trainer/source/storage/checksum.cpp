#include "storage/checksum.h"

#include <bit>
#include <cstdio>
#include <cstring>

#include "storage/mapped_file.h"

namespace ablate {

namespace {

constexpr uint64_t kPrime1 = 0x9E3779B185EBCA87U;
constexpr uint64_t kPrime2 = 0xC2B2AE3D27D4EB4FU;
constexpr uint64_t kPrime3 = 0x165667B19E3779F9U;
constexpr uint64_t kPrime4 = 0x85EBCA77C2B2AE63U;
constexpr uint64_t kPrime5 = 0x27D4EB2F165667C5U;

template <typename T>
T read(const std::byte* position) {
  T value;
  std::memcpy(&value, position, sizeof value);
  return value;
}

uint64_t round(uint64_t accumulator, uint64_t lane) { return std::rotl(accumulator + lane * kPrime2, 31) * kPrime1; }

uint64_t merge(uint64_t accumulator, uint64_t lane_accumulator) {
  return (accumulator ^ round(0, lane_accumulator)) * kPrime1 + kPrime4;
}

}  // namespace

uint64_t xxh64(std::span<const std::byte> bytes) {
  const std::byte* position = bytes.data();
  const std::byte* const end = position + bytes.size();
  uint64_t hash = kPrime5;
  if (bytes.size() >= 32) {
    uint64_t lanes[4] = {kPrime1 + kPrime2, kPrime2, 0, 0 - kPrime1};
    for (; end - position >= 32; position += 32) {
      for (size_t lane = 0; lane < 4; ++lane) lanes[lane] = round(lanes[lane], read<uint64_t>(position + 8 * lane));
    }
    hash = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) + std::rotl(lanes[3], 18);
    for (const uint64_t lane : lanes) hash = merge(hash, lane);
  }
  hash += bytes.size();
  for (; end - position >= 8; position += 8) {
    hash = std::rotl(hash ^ round(0, read<uint64_t>(position)), 27) * kPrime1 + kPrime4;
  }
  if (end - position >= 4) {
    hash = std::rotl(hash ^ (read<uint32_t>(position) * kPrime1), 23) * kPrime2 + kPrime3;
    position += 4;
  }
  for (; position != end; ++position) {
    hash = std::rotl(hash ^ (std::to_integer<uint64_t>(*position) * kPrime5), 11) * kPrime1;
  }
  hash = (hash ^ (hash >> 33)) * kPrime2;
  hash = (hash ^ (hash >> 29)) * kPrime3;
  return hash ^ (hash >> 32);
}

std::string file_checksum(const std::filesystem::path& file) {
  const MappedFile mapped(file, FailureKind::storage);
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(xxh64(mapped.bytes())));
  return digits;
}

}  // namespace ablate
