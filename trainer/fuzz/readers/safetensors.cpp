#include "storage/safetensors.h"

#include <functional>
#include <numeric>

#include "input.h"

namespace ablate::fuzz {

namespace {

void read(Bytes bytes) {
  const auto path = file_of("tensors.safetensors", as_text(bytes));
  allow_failure([&] {
    const SafetensorsFile file(path);
    for (const std::string& name : file.names()) {
      const std::vector<int64_t>& shape = file.shape(name);
      const int64_t elements = std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<int64_t>());
      std::vector<float> values(static_cast<size_t>(elements));
      file.copy(name, shape, values);
    }
  });
}

std::vector<std::string> seeds() {
  const std::vector<float> values = {1, 2, 3, 4, 5, 6};
  const std::vector<TensorView> tensors = {
      {"w", {2, 3}, values}, {"b", {1}, std::span(values).first(1)}, {"e", {0}, {}}};
  const auto file = file_of("seed.safetensors", "");
  write_safetensors(file, tensors, {{"updates", "7"}});
  const std::string half = R"({"w":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}})";
  return {test::read_file(file), static_cast<char>(half.size()) + std::string(7, '\0') + half + "abcd"};
}

}  // namespace

const Reader safetensors{"safetensors", read, seeds};

}  // namespace ablate::fuzz
