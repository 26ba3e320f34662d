#include "input.h"
#include "storage/model_folder.h"

namespace ablate::fuzz {

namespace {

/// The index of a model in several files, beside one such file that has the tensor `w`.
void read(Bytes bytes) {
  static const std::filesystem::path folder = [] {
    const std::vector<float> values = {1, 2};
    const auto file = file_of("model/part-1.safetensors", "");
    const std::vector<TensorView> tensors = {{"w", {2}, values}};
    write_safetensors(file, tensors);
    return file.parent_path();
  }();
  file_of("model/model.safetensors.index.json", as_text(bytes));
  allow_failure([&] {
    const ModelParameters parameters(folder);
    std::vector<float> values(2);
    for (const std::string& name : parameters.names()) parameters.copy(name, std::vector<int64_t>{2}, values);
  });
}

std::vector<std::string> seeds() { return {R"({"metadata":{},"weight_map":{"w":"part-1.safetensors"}})"}; }

}  // namespace

const Reader model_index{"model-index", read, seeds};

}  // namespace ablate::fuzz
