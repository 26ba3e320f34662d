#include "storage/checksum.h"

#include <doctest/doctest.h>

#include <span>
#include <string_view>

using namespace ablate;

TEST_CASE("XXH64 agrees with xxhsum 0.8.1") {
  const auto hash = [](std::string_view text) { return xxh64(std::as_bytes(std::span(text))); };
  CHECK(hash("") == 0xef46db3751d8e999U);
  CHECK(hash("abc") == 0x44bc2cf5ad770999U);
  CHECK(hash("The quick brown fox jumps over the lazy dog") == 0x0b242d361fda71bcU);
  CHECK(hash("xxHash is an extremely fast hash algorithm, running at RAM speed limits.") == 0x830e040f0cf5bdd5U);
}
