#include "data/token_shard.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "data/token_bytes.h"
#include "failure_message.h"
#include "shard_file.h"
#include "temporary_folder.h"

using namespace ablate;

TEST_CASE("a shard of uint16 and one of int32 give their tokens") {
  const test::TemporaryFolder folder;
  test::write_shard(folder / "narrow", {5, 40000, 7, 65535});
  const TokenShard narrow(folder / "narrow");
  REQUIRE(narrow.size() == 4);
  std::vector<int32_t> tokens(3);
  narrow.copy(1, 3, tokens.data());
  CHECK(tokens == std::vector<int32_t>{40000, 7, 65535});

  test::write_file(folder / "wide.bin", test::little_endian(int32_t{1}) + test::little_endian(int32_t{100000}));
  test::write_file(folder / "wide.idx", test::shard_index(4, 2));
  const TokenShard wide(folder / "wide");
  REQUIRE(wide.size() == 2);
  wide.copy(1, 1, tokens.data());
  CHECK(tokens[0] == 100000);
}

TEST_CASE("a shard that is missing, damaged or cut short is refused with its name") {
  const test::TemporaryFolder folder;
  const auto complaint = [&](const std::string& index, const std::string& ids) {
    test::write_file(folder / "x.idx", index);
    test::write_file(folder / "x.bin", ids);
    return test::failure_message([&] { TokenShard shard(folder / "x"); });
  };
  const std::string good = test::shard_index(8, 2);
  CHECK(complaint(good, "abcd").empty());
  CHECK(complaint(good, "abc").ends_with("x.bin has 3 bytes, but its index says 4"));
  CHECK(complaint(good.substr(0, 20), "abcd").ends_with("x.idx is not the index of a Megatron shard"));
  CHECK(complaint(good.substr(0, good.size() - 1), "abcd").find("cut short") != std::string::npos);
  CHECK(complaint(test::shard_index(6, 2), "abcd").find("type code 6") != std::string::npos);
  std::string huge = good;
  huge.replace(18, 8, test::little_endian(~uint64_t{0}));
  CHECK(complaint(huge, "abcd").find("cut short") != std::string::npos);
  CHECK(complaint(test::shard_index(8, -2), "abcd").find("negative") != std::string::npos);
  CHECK(test::failure_message([&] { TokenShard shard(folder / "none"); }).find("none.bin") != std::string::npos);
}

TEST_CASE("token bytes must be one count for each id") {
  const test::TemporaryFolder folder;
  const auto read = [&](const std::string& json) {
    test::write_file(folder / "t.json", json);
    return read_token_bytes(folder / "t.json", 3);
  };
  CHECK(read("[0, 1, 12]") == std::vector<int32_t>{0, 1, 12});
  CHECK(test::failure_message([&] { read("[0, 1]"); }).ends_with("has 2 entries, but the vocabulary has 3"));
  CHECK(test::failure_message([&] { read("[0, 1, -1]"); }).ends_with("entry 2 is not a count of bytes"));
  CHECK(test::failure_message([&] { read("{"); }).ends_with("is not a JSON list of bytes per token id"));
}
