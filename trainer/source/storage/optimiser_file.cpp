#include "storage/optimiser_file.h"

#include <charconv>
#include <string>

namespace ablate {

namespace {

const std::string kFirstPrefix = "first_moment.";
const std::string kSecondPrefix = "second_moment.";

}  // namespace

std::string write_optimiser_file(const std::filesystem::path& file, std::span<const TensorView> first_moments,
                                 std::span<const TensorView> second_moments, int64_t updates) {
  std::vector<TensorView> tensors;
  for (const TensorView& moment : first_moments) {
    tensors.push_back({kFirstPrefix + moment.name, moment.shape, moment.data});
  }
  for (const TensorView& moment : second_moments) {
    tensors.push_back({kSecondPrefix + moment.name, moment.shape, moment.data});
  }
  return write_safetensors(file, tensors, {{"updates", std::to_string(updates)}});
}

OptimiserFile::OptimiserFile(const std::filesystem::path& file) : file_(file) {
  const auto found = file_.metadata().find("updates");
  const std::string text = found == file_.metadata().end() ? "" : found->second;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), updates_);
  if (error != std::errc() || end != text.data() + text.size() || updates_ < 0) {
    throw Failure(FailureKind::model, file.string() + " does not say after how many updates it was written");
  }
}

bool OptimiserFile::has_second_moment(const std::string& parameter) const {
  return file_.has(kSecondPrefix + parameter);
}

void OptimiserFile::copy_first_moment(const std::string& parameter, std::span<const int64_t> shape,
                                      std::span<float> out) const {
  file_.copy(kFirstPrefix + parameter, shape, out);
}

void OptimiserFile::copy_second_moment(const std::string& parameter, std::span<const int64_t> shape,
                                       std::span<float> out) const {
  file_.copy(kSecondPrefix + parameter, shape, out);
}

}  // namespace ablate
