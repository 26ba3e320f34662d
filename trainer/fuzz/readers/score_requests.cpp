#include "scoring/requests.h"

#include "input.h"
#include "scoring/score_batches.h"

namespace ablate::fuzz {

namespace {

void read(Bytes bytes) {
  const auto path = file_of("requests.jsonl", as_text(bytes));
  allow_failure([&] { make_score_batches(read_score_requests(path), 8, 32, 0, 24, 16); });
}

std::vector<std::string> seeds() {
  return {"{\"context\":[1,2],\"continuation\":[3]}\n{\"context\":[],\"continuation\":[4,5]}\n",
          "{\"context\":[1,2,3,4,5,6,7,8,9,10],\"continuation\":[31,0]}"};
}

}  // namespace

const Reader score_requests{"score-requests", read, seeds};

}  // namespace ablate::fuzz
