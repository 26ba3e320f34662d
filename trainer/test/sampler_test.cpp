#include "data/sampler.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <numeric>
#include <vector>

#include "failure_message.h"
#include "shard_file.h"
#include "temporary_folder.h"

using namespace ablate;

namespace {

constexpr int64_t context = 4;
constexpr int32_t vocabulary = 3000;

/// Two shards whose tokens tell where they come from: text has 0, 1, 2, …, code has 1000, 1001, …
struct Corpora {
  test::TemporaryFolder folder;
  std::vector<int32_t> token_bytes = std::vector<int32_t>(vocabulary, 2);

  Corpora() {
    std::vector<int32_t> tokens(403);
    std::iota(tokens.begin(), tokens.end(), 0);
    test::write_shard(folder / "text", tokens);
    std::iota(tokens.begin(), tokens.end(), 1000);
    test::write_shard(folder / "code", tokens);
  }

  Sampler sampler(uint64_t seed, double text, double code) const {
    ArmConfiguration arm;
    arm.seed = seed;
    arm.sources = {{"text", folder / "text", text}, {"code", folder / "code", code}};
    return Sampler(arm, context, token_bytes);
  }
};

std::vector<std::vector<int32_t>> take(Sampler& sampler, int64_t first, int64_t count) {
  std::vector<std::vector<int32_t>> sequences(static_cast<size_t>(count), std::vector<int32_t>(context + 1));
  std::vector<Sampler::Draw> draws(sequences.size());
  sampler.draw(first, draws);
  for (size_t i = 0; i < draws.size(); ++i) {
    sampler.shard(draws[i].source).copy(draws[i].first_token, context + 1, sequences[i].data());
  }
  return sequences;
}

std::vector<std::vector<int32_t>> only(const std::vector<std::vector<int32_t>>& sequences, bool code) {
  std::vector<std::vector<int32_t>> chosen;
  std::ranges::copy_if(sequences, std::back_inserter(chosen), [&](const auto& s) { return (s[0] >= 1000) == code; });
  return chosen;
}

}  // namespace

TEST_CASE("an epoch has each chunk exactly once, and the next epoch has another order") {
  const Corpora corpora;
  Sampler sampler = corpora.sampler(1, 1, 0);
  // 403 tokens are 100 chunks of 4 targets: the last two tokens belong to none.
  std::vector<std::vector<int32_t>> epochs[2] = {take(sampler, 0, 100), take(sampler, 100, 100)};
  CHECK(epochs[0] != epochs[1]);
  for (auto& epoch : epochs) {
    std::ranges::sort(epoch);
    for (int32_t chunk = 0; chunk < 100; ++chunk) {
      const int32_t first = chunk * 4;
      CHECK(epoch[static_cast<size_t>(chunk)] ==
            std::vector<int32_t>{first, first + 1, first + 2, first + 3, first + 4});
    }
  }
}

TEST_CASE("arms of one seed draw the same sequences of a source, whatever their mixture") {
  const Corpora corpora;
  Sampler half = corpora.sampler(1, 0.5, 0.5);
  Sampler little = corpora.sampler(1, 0.9, 0.1);
  Sampler other_seed = corpora.sampler(2, 0.5, 0.5);
  const auto from_half = only(take(half, 0, 80), true);
  const auto from_little = only(take(little, 0, 80), true);
  const auto from_other = only(take(other_seed, 0, 80), true);
  CHECK(from_half.size() == 40);
  CHECK(from_little.size() == 8);
  CHECK(std::equal(from_little.begin(), from_little.end(), from_half.begin()));
  CHECK(from_other != from_half);
}

TEST_CASE("how many sequences are asked for at once changes nothing") {
  const Corpora corpora;
  Sampler one_by_one = corpora.sampler(1, 0.6, 0.4);
  Sampler at_once = corpora.sampler(1, 0.6, 0.4);
  const auto together = take(at_once, 0, 50);
  for (int64_t i = 0; i < 50; ++i) CHECK(take(one_by_one, i, 1).front() == together[static_cast<size_t>(i)]);
}

TEST_CASE("trained tokens and bytes are counted over targets, and survive a resume") {
  Corpora corpora;
  // Of the first chunk (tokens 0 to 4) only token 2 has bytes: 7.
  std::ranges::fill(corpora.token_bytes, 0);
  corpora.token_bytes[2] = 7;
  Sampler whole = corpora.sampler(1, 0.75, 0.25);
  const auto all = take(whole, 0, 200);
  // 150 draws of text are an epoch of 100 and half of the next, in which token 2 comes once or not at all.
  const int64_t text_bytes = 7 * std::ranges::count_if(all, [](const auto& s) { return s[0] == 0; });
  CHECK(whole.counts() == std::vector<SourceCount>{{"text", 150, 600, text_bytes, 100}, {"code", 50, 200, 0, 100}});

  CHECK(whole.counts()[0].epochs() == 1.5);
  CHECK(whole.counts()[1].epochs() == 0.5);

  Sampler before = corpora.sampler(1, 0.75, 0.25);
  take(before, 0, 77);
  Sampler after = corpora.sampler(1, 0.75, 0.25);
  after.resume(77, before.counts());
  CHECK(take(after, 77, 123) == std::vector(all.begin() + 77, all.end()));
  CHECK(after.counts() == whole.counts());

  Sampler other = corpora.sampler(1, 0.25, 0.75);
  CHECK(test::failure_message([&] { other.resume(77, before.counts()); }).find("another mixture") != std::string::npos);
}

TEST_CASE("a shard that is too short or holds ids outside the vocabulary is refused with its name") {
  Corpora corpora;
  test::write_shard(corpora.folder / "text", {1, 2, 3, 4});
  CHECK(test::failure_message([&] {
          corpora.sampler(1, 1, 0);
        }).ends_with("text has 4 tokens; one sequence of source \"text\" needs 5"));
  test::write_shard(corpora.folder / "text", {1, 2, 3, 4, vocabulary});
  Sampler sampler = corpora.sampler(1, 1, 0);
  CHECK(test::failure_message([&] {
          take(sampler, 0, 1);
        }).ends_with("text holds token id 3000, outside the vocabulary of 3000"));
}

TEST_CASE("a shard of 2^36 tokens is drawn from all over: positions and offsets in bytes are 64 bits wide") {
  const test::TemporaryFolder folder;
  constexpr int64_t kTokens = int64_t{1} << 36;
  constexpr int64_t kContext = 8;
  // A hole of 128 GiB, which takes no room on the disk. Lengths of the index are 32 bits wide: 64 sequences.
  test::write_file(folder / "long.bin", "");
  std::filesystem::resize_file(folder / "long.bin", kTokens * 2);
  std::string index = std::string("MMIDIDX\0\0", 9) + test::little_endian(uint64_t{1}) +
                      test::little_endian(uint8_t{8}) + test::little_endian(uint64_t{64}) +
                      test::little_endian(uint64_t{0});
  for (int64_t sequence = 0; sequence < 64; ++sequence) index += test::little_endian(int32_t{1} << 30);
  for (int64_t sequence = 0; sequence < 64; ++sequence) index += test::little_endian(sequence << 31);
  test::write_file(folder / "long.idx", index);

  const ArmConfiguration arm{.name = "arm",
                             .folder = {},
                             .seed = 1,
                             .sources = {{"long", folder / "long", 1}},
                             .initial_model = std::nullopt,
                             .initial_optimiser = std::nullopt};
  const std::vector<int32_t> token_bytes(4, 1);
  Sampler sampler(arm, kContext, token_bytes);
  CHECK(sampler.shard(0).size() == kTokens);
  std::vector<Sampler::Draw> draws(16);
  sampler.draw(0, draws);
  int64_t last = 0;
  for (const Sampler::Draw& draw : draws) {
    CHECK(draw.first_token % kContext == 0);
    CHECK(draw.first_token >= 0);
    CHECK(draw.first_token + kContext < kTokens);
    last = std::max(last, draw.first_token);
  }
  REQUIRE(last > int64_t{1} << 32);

  std::fstream shard(folder / "long.bin", std::ios::in | std::ios::out | std::ios::binary);
  shard.seekp(last * 2);
  shard << test::little_endian(uint16_t{3}) << test::little_endian(uint16_t{2}) << std::flush;
  std::vector<int32_t> tokens(3);
  sampler.shard(0).copy(last, 3, tokens.data());
  CHECK(tokens == std::vector<int32_t>{3, 2, 0});
}
