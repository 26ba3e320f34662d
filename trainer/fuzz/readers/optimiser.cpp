#include "storage/optimiser_file.h"

#include "input.h"

namespace ablate::fuzz {

namespace {

const std::vector<int64_t> kShape = {2};

void read(Bytes bytes) {
  const auto path = file_of("optimiser.safetensors", as_text(bytes));
  allow_failure([&] {
    const OptimiserFile file(path);
    std::vector<float> values(2);
    file.copy_first_moment("w", kShape, values);
    file.copy_second_moment("w", kShape, values);
  });
}

std::vector<std::string> seeds() {
  const std::vector<float> values = {1, 2};
  const std::vector<TensorView> moments = {{"w", kShape, values}};
  const auto file = file_of("seed.safetensors", "");
  write_optimiser_file(file, moments, moments, 12);
  return {test::read_file(file)};
}

}  // namespace

const Reader optimiser{"optimiser", read, seeds};

}  // namespace ablate::fuzz
