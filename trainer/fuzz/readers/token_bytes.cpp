#include "data/token_bytes.h"

#include "input.h"

namespace ablate::fuzz {

namespace {

void read(Bytes bytes) {
  const auto path = file_of("token-bytes.json", as_text(bytes));
  allow_failure([&] { read_token_bytes(path, 3); });
}

std::vector<std::string> seeds() { return {"[0, 1, 12]", "[2147483647, 2147483648, -1]"}; }

}  // namespace

const Reader token_bytes{"token-bytes", read, seeds};

}  // namespace ablate::fuzz
