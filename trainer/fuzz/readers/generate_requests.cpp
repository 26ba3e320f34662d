#include "generation/requests.h"

#include "input.h"

namespace ablate::fuzz {

namespace {

void read(Bytes bytes) {
  const auto path = file_of("requests.jsonl", as_text(bytes));
  allow_failure([&] { read_generate_requests(path); });
}

std::vector<std::string> seeds() {
  return {"{\"prompt\":[1,2],\"maxTokens\":3}\n{\"prompt\":[],\"maxTokens\":4,\"stop\":[\"\\n\",\"end\"]}\n"};
}

}  // namespace

const Reader generate_requests{"generate-requests", read, seeds};

}  // namespace ablate::fuzz
