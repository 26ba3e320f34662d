#include "storage/checksum.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "protocol/failure.h"

namespace ablate {

namespace {

constexpr uint64_t kPrime1 = 0x9E3779B185EBCA87U;
constexpr uint64_t kPrime2 = 0xC2B2AE3D27D4EB4FU;
constexpr uint64_t kPrime3 = 0x165667B19E3779F9U;
constexpr uint64_t kPrime4 = 0x85EBCA77C2B2AE63U;
constexpr uint64_t kPrime5 = 0x27D4EB2F165667C5U;
constexpr size_t kReadBytes = size_t{64} << 10;

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

Xxh64::Xxh64() : lanes_{kPrime1 + kPrime2, kPrime2, 0, 0 - kPrime1} {}

void Xxh64::take_stripe(const std::byte* stripe) {
  for (size_t lane = 0; lane < lanes_.size(); ++lane) {
    lanes_[lane] = round(lanes_[lane], read<uint64_t>(stripe + 8 * lane));
  }
}

void Xxh64::update(std::span<const std::byte> bytes) {
  const size_t held = total_ % kStripe;
  total_ += bytes.size();
  if (held > 0) {
    const size_t taken = std::min(kStripe - held, bytes.size());
    std::copy_n(bytes.begin(), taken, rest_.begin() + static_cast<std::ptrdiff_t>(held));
    bytes = bytes.subspan(taken);
    if (held + taken < kStripe) return;
    take_stripe(rest_.data());
  }
  for (; bytes.size() >= kStripe; bytes = bytes.subspan(kStripe)) take_stripe(bytes.data());
  std::ranges::copy(bytes, rest_.begin());
}

uint64_t Xxh64::digest() const {
  uint64_t hash = kPrime5;
  if (total_ >= kStripe) {
    hash = std::rotl(lanes_[0], 1) + std::rotl(lanes_[1], 7) + std::rotl(lanes_[2], 12) + std::rotl(lanes_[3], 18);
    for (const uint64_t lane : lanes_) hash = merge(hash, lane);
  }
  hash += total_;
  const std::byte* position = rest_.data();
  const std::byte* const end = position + total_ % kStripe;
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

std::string checksum_text(uint64_t digest) {
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(digest));
  return digits;
}

std::string file_checksum(const std::filesystem::path& file) {
  // Read, not mapped: a sector that the disk cannot give is then an error of `read`, not a signal.
  const auto fail = [&] {
    throw Failure(FailureKind::storage, "cannot read " + file.string() + ": " + std::strerror(errno));
  };
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail();
  Xxh64 hash;
  std::vector<std::byte> buffer(kReadBytes);
  ssize_t count = 0;
  do {
    count = ::read(descriptor, buffer.data(), buffer.size());
    if (count > 0) hash.update(std::span(buffer).first(static_cast<size_t>(count)));
  } while (count > 0 || (count < 0 && errno == EINTR));
  const int error = errno;
  close(descriptor);
  errno = error;
  if (count < 0) fail();
  return checksum_text(hash.digest());
}

}  // namespace ablate
