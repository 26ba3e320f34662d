#include "input.h"
#include "model/parameters.h"
#include "protocol/configuration.h"

namespace ablate::fuzz {

namespace {

void read(Bytes bytes) {
  allow_failure([&] {
    const TrainConfiguration configuration = parse_train_configuration(std::string(as_text(bytes)), "input");
    const ParameterLayout layout(configuration.model);
  });
}

std::vector<std::string> seeds() {
  return {test::read_file(std::filesystem::path(ABLATE_RECORDED_PROTOCOL) / "train-configuration.json")};
}

}  // namespace

const Reader train_configuration{"train-configuration", read, seeds};

}  // namespace ablate::fuzz
