#include "input.h"
#include "protocol/configuration.h"

namespace ablate::fuzz {

namespace {

void read(Bytes bytes) {
  allow_failure([&] { parse_generate_configuration(std::string(as_text(bytes)), "input"); });
}

std::vector<std::string> seeds() {
  return {test::read_file(std::filesystem::path(ABLATE_RECORDED_PROTOCOL) / "generate-configuration.json")};
}

}  // namespace

const Reader generate_configuration{"generate-configuration", read, seeds};

}  // namespace ablate::fuzz
