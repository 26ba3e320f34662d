#include "storage/checksum.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "failure_message.h"
#include "temporary_folder.h"

using namespace ablate;

namespace {

/// The checksum of a text that comes in parts of `part` bytes.
uint64_t hash(std::string_view text, size_t part) {
  Xxh64 hash;
  for (size_t begin = 0; begin < text.size(); begin += part) {
    hash.update(std::as_bytes(std::span(text.substr(begin, part))));
  }
  return hash.digest();
}

}  // namespace

TEST_CASE("XXH64 agrees with xxhsum 0.8.1, in however many parts the bytes come") {
  for (const size_t part : {1U, 7U, 31U, 32U, 33U, 1000U}) {
    CAPTURE(part);
    CHECK(hash("", part) == 0xef46db3751d8e999U);
    CHECK(hash("abc", part) == 0x44bc2cf5ad770999U);
    CHECK(hash("The quick brown fox jumps over the lazy dog", part) == 0x0b242d361fda71bcU);
    CHECK(hash("xxHash is an extremely fast hash algorithm, running at RAM speed limits.", part) ==
          0x830e040f0cf5bdd5U);
  }
}

TEST_CASE("the checksum of a file is that of its content; one that cannot be read is named") {
  const test::TemporaryFolder folder;
  test::write_file(folder / "f", "abc");
  CHECK(file_checksum(folder / "f") == "44bc2cf5ad770999");
  CHECK(test::failure_message([&] { file_checksum(folder / "none"); }).ends_with("/none: No such file or directory"));
  CHECK(test::failure_message([&] { file_checksum(folder.path()); }).ends_with("Is a directory"));
}
