#include "storage/safetensors.h"

#include <doctest/doctest.h>

#include <cstring>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "failure_message.h"
#include "shard_file.h"
#include "temporary_folder.h"

using namespace ablate;

namespace {

/// A safetensors file by hand: length, header, data.
std::string file_of(const std::string& header, size_t data_bytes) {
  return test::little_endian(uint64_t{header.size()}) + header + std::string(data_bytes, '\0');
}

}  // namespace

TEST_CASE("tensors come back as they were written, and the file is as the format says") {
  const test::TemporaryFolder folder;
  const std::vector<float> a = {1, 2, 3, 4, 5, 6};
  const std::vector<float> b = {0.5F};
  const std::vector<TensorView> tensors = {{"z.first", {2, 3}, a}, {"a.second", {1}, b}};
  write_safetensors(folder / "t.safetensors", tensors, {{"updates", "7"}});

  const std::string bytes = test::read_file(folder / "t.safetensors");
  uint64_t header_length;
  std::memcpy(&header_length, bytes.data(), 8);
  CHECK((8 + header_length) % 64 == 0);
  CHECK(bytes.size() == 8 + header_length + 7 * sizeof(float));
  CHECK(bytes.find(R"("z.first":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]})") != std::string::npos);
  CHECK(bytes.find(R"("__metadata__":{"format":"pt","updates":"7"})") != std::string::npos);
  CHECK(std::memcmp(bytes.data() + bytes.size() - 4, b.data(), 4) == 0);

  const SafetensorsFile file(folder / "t.safetensors");
  CHECK(file.names() == std::vector<std::string>{"a.second", "z.first"});
  CHECK(file.metadata().at("updates") == "7");
  std::vector<float> read(6);
  file.copy("z.first", std::vector<int64_t>{2, 3}, read);
  CHECK(read == a);
  CHECK(test::failure_message([&] {
          file.copy("z.first", std::vector<int64_t>{3, 2}, read);
        }).ends_with("tensor z.first is [2, 3], but the model needs [3, 2]"));
  CHECK(test::failure_message([&] { file.shape("none"); }).ends_with("has no tensor none"));
}

TEST_CASE("bfloat16 and float16 are widened exactly") {
  const test::TemporaryFolder folder;
  const auto read = [&](const char* type, const std::vector<uint16_t>& bits) {
    const std::string header = R"({"a":{"dtype":")" + std::string(type) + R"(","shape":[)" +
                               std::to_string(bits.size()) + R"(],"data_offsets":[0,)" +
                               std::to_string(2 * bits.size()) + "]}}";
    std::string file = file_of(header, 0);
    for (const uint16_t value : bits) file += test::little_endian(value);
    test::write_file(folder / "t", file);
    std::vector<float> values(bits.size());
    SafetensorsFile(folder / "t").copy("a", std::vector<int64_t>{static_cast<int64_t>(bits.size())}, values);
    return values;
  };
  // Values by the formats' definitions: 1, −2, the largest, the smallest normal and the smallest subnormal number.
  CHECK(read("BF16", {0x3f80, 0xc000, 0x7f7f, 0x0080, 0x0001}) ==
        std::vector<float>{1, -2, 0x1.fep127f, 0x1p-126f, 0x1p-133f});
  CHECK(read("F16", {0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x7c00}) ==
        std::vector<float>{1, -2, 65504, 0x1p-14f, 0x1p-24f, std::numeric_limits<float>::infinity()});
}

TEST_CASE("a damaged or hostile file is refused, never read beyond its end") {
  const test::TemporaryFolder folder;
  const auto complaint = [&](const std::string& content) {
    test::write_file(folder / "t", content);
    return test::failure_message([&] { SafetensorsFile file(folder / "t"); });
  };
  const auto has = [&](const std::string& content, const char* expected) {
    const std::string message = complaint(content);
    CHECK_MESSAGE(message.find(expected) != std::string::npos, message);
  };
  const std::string good = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  CHECK(complaint(file_of(good, 8)).empty());
  CHECK(complaint(file_of("{}", 0)).empty());

  has("", "shorter than the length of its header");
  has("abc", "shorter than the length of its header");
  has(test::little_endian(~uint64_t{0}) + good, "header is longer than the file");
  has(test::little_endian(uint64_t{1} << 40) + good, "header is longer than the file");
  has(file_of(good, 7), "outside the file");
  has(file_of(good, 12), "belong to no tensor");
  has(file_of(good.substr(0, 30), 8), "header is not a JSON object");
  has(file_of("[1]", 8), "header is not a JSON object");
  has(file_of(std::string(200'000, '['), 8), "header is not a JSON object");
  has(file_of(R"({"a":3})", 8), "is not an object");
  has(file_of(R"({"a":{"dtype":"I32","shape":[2],"data_offsets":[0,8]}})", 8),
      "of none of the types F32, BF16 and F16");
  has(file_of(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})", 8), "outside the file");
  has(file_of(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}})", 8), "wrong data_offsets");
  has(file_of(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", 8), "does not fit its offsets");
  has(file_of(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}})", 8), "too large");
  has(file_of(
          R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})",
          12),
      "overlap");
  has(file_of(
          R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}})",
          12),
      "holes");
}

TEST_CASE("a file that cannot be written leaves nothing behind") {
  const test::TemporaryFolder folder;
  std::filesystem::create_directory(folder / "t.safetensors");  // a folder in the way of the rename
  const std::vector<float> data = {1};
  const std::vector<TensorView> tensors = {{"a", {1}, data}};
  CHECK(test::failure_message([&] {
          write_safetensors(folder / "t.safetensors", tensors);
        }).starts_with("cannot write " + (folder / "t.safetensors").string()));
  CHECK_FALSE(std::filesystem::exists(folder / "t.safetensors.partial"));
  CHECK(test::failure_message([&] {
          write_safetensors(folder / "none/t.safetensors", tensors);
        }).ends_with("No such file or directory"));
}

TEST_CASE("a full disk is one clear failure and no half file") {
  // /dev/full takes no byte; a link to it stands where the partial file would be written.
  if (!std::filesystem::exists("/dev/full")) return;
  const test::TemporaryFolder folder;
  std::filesystem::create_symlink("/dev/full", folder / "t.safetensors.partial");
  const std::vector<float> data = {1};
  const std::vector<TensorView> tensors = {{"a", {1}, data}};
  CHECK(test::failure_message([&] {
          write_safetensors(folder / "t.safetensors", tensors);
        }).ends_with("No space left on device"));
  CHECK(std::filesystem::is_empty(folder.path()));
}
