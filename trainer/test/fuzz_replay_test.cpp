#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "random/mix_bits.h"
#include "reader.h"
#include "temporary_folder.h"

using namespace ablate;

namespace {

void read(const fuzz::Reader& reader, const std::string& input) {
  CHECK_NOTHROW(reader.read(std::as_bytes(std::span(input))));
}

/// A seed with one to four changes, always the same for the same number: bytes flipped or replaced, a part cut out or
/// doubled, the end cut off.
std::string changed(std::string text, uint64_t number) {
  uint64_t state = number;
  const auto below = [&](size_t bound) { return bound == 0 ? 0 : (state = mix_bits(state + 1)) % bound; };
  for (uint64_t changes = 1 + below(4); changes > 0 && !text.empty(); --changes) {
    const size_t position = below(text.size());
    const size_t length = 1 + below(8);
    switch (below(5)) {
      case 0:
        text[position] = static_cast<char>(text[position] ^ (1 << below(8)));
        break;
      case 1:
        text[position] = "\x00\xff\x7f\x80-0[{\"e"[below(10)];
        break;
      case 2:
        text.erase(position, length);
        break;
      case 3:
        text.insert(position, text.substr(position, length));
        break;
      default:
        text.resize(position);
    }
  }
  return text;
}

}  // namespace

TEST_CASE("readers take their seeds and answer what is damaged with a Failure, and with nothing else") {
  constexpr uint64_t kChanges = 200;
  for (const fuzz::Reader* reader : fuzz::readers()) {
    CAPTURE(reader->name);
    for (const std::string& seed : reader->seeds()) {
      read(*reader, seed);
      for (uint64_t number = 0; number < kChanges; ++number) {
        CAPTURE(number);
        read(*reader, changed(seed, number));
      }
    }
  }
}

TEST_CASE("what fuzzing has found stays found") {
  for (const fuzz::Reader* reader : fuzz::readers()) {
    const auto folder = std::filesystem::path(ABLATE_FUZZ_FOUND) / reader->name;
    if (!std::filesystem::exists(folder)) continue;
    for (const auto& found : std::filesystem::directory_iterator(folder)) {
      CAPTURE(found.path().string());
      read(*reader, test::read_file(found.path()));
    }
  }
}
