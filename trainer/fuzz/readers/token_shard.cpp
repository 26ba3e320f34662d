#include "data/token_shard.h"

#include <cstring>

#include "data/sampler.h"
#include "input.h"
#include "shard_file.h"

namespace ablate::fuzz {

namespace {

constexpr int64_t kContext = 3;
constexpr size_t kVocabulary = 64;

/// The first two bytes are the length of the .bin, whose ids count upwards; the rest is the .idx.
void read(Bytes bytes) {
  uint16_t length = 0;
  if (bytes.size() < sizeof length) return;
  std::memcpy(&length, bytes.data(), sizeof length);
  std::string ids;
  for (size_t position = 0; position < length; ++position) {
    ids += position % 2 == 0 ? static_cast<char>(position / 2 % kVocabulary) : '\0';
  }
  const auto file = file_of("shard.idx", as_text(bytes.subspan(sizeof length)));
  file_of("shard.bin", ids);
  allow_failure([&] {
    const ArmConfiguration arm{.name = "arm",
                               .folder = {},
                               .seed = 1,
                               .sources = {{"source", std::filesystem::path(file).replace_extension(), 1}},
                               .initial_model = std::nullopt,
                               .initial_optimiser = std::nullopt};
    const std::vector<int32_t> token_bytes(kVocabulary, 1);
    Sampler sampler(arm, kContext, token_bytes);
    std::vector<Sampler::Draw> draws(5);
    sampler.draw(0, draws);
  });
}

std::vector<std::string> seeds() {
  const auto seed = [](uint8_t type_code, int32_t tokens, int32_t token_size) {
    return test::little_endian(static_cast<uint16_t>(tokens * token_size)) + test::shard_index(type_code, tokens);
  };
  return {seed(8, 16, 2), seed(4, 16, 4), seed(8, 0, 2)};
}

}  // namespace

const Reader token_shard{"token-shard", read, seeds};

}  // namespace ablate::fuzz
