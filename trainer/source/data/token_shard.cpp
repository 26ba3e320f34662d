#include "data/token_shard.h"

#include <cstring>
#include <string>

#include "protocol/failure.h"

namespace ablate {

namespace {

constexpr char kMagic[] = "MMIDIDX\0\0";
constexpr size_t kMagicSize = 9;
constexpr size_t kHeaderSize = kMagicSize + 8 + 1 + 8 + 8;
constexpr uint8_t kCodeInt32 = 4;
constexpr uint8_t kCodeUint16 = 8;

template <typename T>
T read_at(std::span<const std::byte> bytes, size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

std::filesystem::path with_extension(const std::filesystem::path& path, const char* extension) {
  std::filesystem::path file = path;
  file += extension;
  return file;
}

}  // namespace

TokenShard::TokenShard(const std::filesystem::path& path)
    : path_(path), data_(with_extension(path, ".bin"), FailureKind::data) {
  const std::filesystem::path index_path = with_extension(path, ".idx");
  const MappedFile index_file(index_path, FailureKind::data);
  const auto index = index_file.bytes();
  const auto fail = [&](const std::string& complaint) {
    throw Failure(FailureKind::data, index_path.string() + " " + complaint);
  };
  if (index.size() < kHeaderSize || std::memcmp(index.data(), kMagic, kMagicSize) != 0) {
    fail("is not the index of a Megatron shard");
  }
  if (read_at<uint64_t>(index, kMagicSize) != 1) fail("is of a version of the format other than 1");
  const auto code = read_at<uint8_t>(index, kMagicSize + 8);
  if (code != kCodeUint16 && code != kCodeInt32) {
    fail("has tokens of type code " + std::to_string(code) + "; only 8 (uint16) and 4 (int32) can be read");
  }
  bytes_per_token_ = code == kCodeUint16 ? 2 : 4;
  const auto sequences = read_at<uint64_t>(index, kMagicSize + 9);
  const auto documents = read_at<uint64_t>(index, kMagicSize + 17);
  const size_t rest = index.size() - kHeaderSize;
  // Per sequence an int32 length and an int64 offset, per document an int64; divisions first, so that nothing
  // overflows.
  if (sequences > rest / 12 || documents > (rest - sequences * 12) / 8 || rest != sequences * 12 + documents * 8) {
    fail("is cut short or damaged: its size does not fit its header");
  }
  for (uint64_t sequence = 0; sequence < sequences; ++sequence) {
    const auto length = read_at<int32_t>(index, kHeaderSize + sequence * 4);
    if (length < 0) fail("is damaged: a sequence has a negative length");
    size_ += length;
  }
  if (data_.bytes().size() != static_cast<uint64_t>(size_ * bytes_per_token_)) {
    throw Failure(FailureKind::data, with_extension(path, ".bin").string() + " has " +
                                         std::to_string(data_.bytes().size()) + " bytes, but its index says " +
                                         std::to_string(size_ * bytes_per_token_));
  }
}

void TokenShard::copy(int64_t first, int64_t count, int32_t* tokens) const {
  const std::byte* source = data_.bytes().data() + first * bytes_per_token_;
  if (bytes_per_token_ == 4) {
    std::memcpy(tokens, source, static_cast<size_t>(count) * sizeof(int32_t));
    return;
  }
  for (int64_t position = 0; position < count; ++position) {
    uint16_t token;
    std::memcpy(&token, source + position * 2, sizeof token);
    tokens[position] = token;
  }
}

}  // namespace ablate
