#include "storage/safetensors.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>

#include "storage/atomic_file.h"
#include "storage/narrow_floats.h"

namespace ablate {

namespace {

constexpr size_t kLengthSize = 8;
constexpr size_t kLargestHeader = 100'000'000;  // the limit of the reference implementation
constexpr size_t kAlignment = 64;

std::string shape_text(std::span<const int64_t> shape) {
  std::string text = "[";
  for (const int64_t size : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  return text + "]";
}

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& complaint) {
  throw Failure(FailureKind::model, file.string() + " is not an intact safetensors file: " + complaint);
}

TensorType read_type(const nlohmann::json& tensor, const std::string& name, const std::filesystem::path& file) {
  const auto type = tensor.find("dtype");
  if (type != tensor.end() && *type == "F32") return TensorType::float32;
  if (type != tensor.end() && *type == "BF16") return TensorType::bfloat16;
  if (type != tensor.end() && *type == "F16") return TensorType::float16;
  throw Failure(FailureKind::model,
                file.string() + ": tensor " + name + " is of none of the types F32, BF16 and F16, which can be read");
}

size_t element_size(TensorType type) { return type == TensorType::float32 ? sizeof(float) : sizeof(uint16_t); }

/// Reads a list of counts that are not negative; nothing where it is anything else.
std::vector<uint64_t> read_counts(const nlohmann::json& owner, const char* name, const std::filesystem::path& file) {
  std::vector<uint64_t> counts;
  const auto found = owner.find(name);
  if (found == owner.end() || !found->is_array()) fail(file, std::string("a tensor has no ") + name);
  for (const auto& element : *found) {
    if (!element.is_number_unsigned()) fail(file, std::string("a tensor has a wrong ") + name);
    counts.push_back(element.get<uint64_t>());
  }
  return counts;
}

}  // namespace

std::string write_safetensors(const std::filesystem::path& file, std::span<const TensorView> tensors,
                              const std::map<std::string, std::string>& metadata) {
  nlohmann::ordered_json header;
  header["__metadata__"] = {{"format", "pt"}};
  for (const auto& [name, value] : metadata) header["__metadata__"][name] = value;
  size_t offset = 0;
  for (const TensorView& tensor : tensors) {
    const int64_t elements =
        std::accumulate(tensor.shape.begin(), tensor.shape.end(), int64_t{1}, std::multiplies<int64_t>());
    if (static_cast<size_t>(elements) != tensor.data.size()) {
      throw std::logic_error(tensor.name + " has data of another size than its shape");
    }
    const size_t end = offset + tensor.data.size_bytes();
    header[tensor.name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  // Spaces after the JSON put the data on a cache line, as the format allows.
  text.append((kAlignment - (kLengthSize + text.size()) % kAlignment) % kAlignment, ' ');
  const uint64_t length = text.size();

  AtomicFile out(file);
  out.write(std::as_bytes(std::span(&length, 1)));
  out.write(text);
  for (const TensorView& tensor : tensors) out.write(std::as_bytes(tensor.data));
  return out.commit();
}

SafetensorsFile::SafetensorsFile(const std::filesystem::path& file) : path_(file), file_(file, FailureKind::model) {
  const auto bytes = file_.bytes();
  if (bytes.size() < kLengthSize) fail(file, "it is shorter than the length of its header");
  uint64_t header_length;
  std::memcpy(&header_length, bytes.data(), kLengthSize);
  if (header_length > kLargestHeader || header_length > bytes.size() - kLengthSize) {
    fail(file, "its header is longer than the file");
  }
  const size_t data_begin = kLengthSize + header_length;
  const size_t data_size = bytes.size() - data_begin;
  const char* text = reinterpret_cast<const char*>(bytes.data() + kLengthSize);
  const auto header = nlohmann::json::parse(text, text + header_length, nullptr, /*allow_exceptions=*/false);
  if (!header.is_object()) fail(file, "its header is not a JSON object");

  for (const auto& [name, value] : header.items()) {
    if (!value.is_object()) fail(file, "the entry " + name + " is not an object");
    if (name == "__metadata__") {
      for (const auto& [key, text_value] : value.items()) {
        if (!text_value.is_string()) fail(file, "its metadata are not texts");
        metadata_[key] = text_value.get<std::string>();
      }
      continue;
    }
    const TensorType type = read_type(value, name, file);
    const auto offsets = read_counts(value, "data_offsets", file);
    if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] > data_size) {
      fail(file, "the offsets of " + name + " lie outside the file");
    }
    Entry entry{type, {}, data_begin + offsets[0], data_begin + offsets[1]};
    const uint64_t elements = (offsets[1] - offsets[0]) / element_size(type);
    uint64_t product = 1;
    for (const uint64_t size : read_counts(value, "shape", file)) {
      if (size > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()) ||
          (size != 0 && product > std::numeric_limits<uint64_t>::max() / size)) {
        fail(file, "the shape of " + name + " is too large");
      }
      product *= size;
      entry.shape.push_back(static_cast<int64_t>(size));
    }
    if (product != elements || (offsets[1] - offsets[0]) % element_size(type) != 0) {
      fail(file, "the shape of " + name + " does not fit its offsets");
    }
    entries_.emplace(name, std::move(entry));
  }

  std::vector<const Entry*> by_begin;
  for (const auto& [name, entry] : entries_) by_begin.push_back(&entry);
  std::sort(by_begin.begin(), by_begin.end(), [](const Entry* a, const Entry* b) {
    return a->begin != b->begin ? a->begin < b->begin : a->end < b->end;
  });
  size_t end = data_begin;
  for (const Entry* entry : by_begin) {
    if (entry->begin != end) fail(file, "its tensors overlap or leave holes");
    end = entry->end;
  }
  if (end != bytes.size()) fail(file, "it has bytes that belong to no tensor");
}

const SafetensorsFile::Entry& SafetensorsFile::entry(const std::string& name) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) throw Failure(FailureKind::model, path_.string() + " has no tensor " + name);
  return found->second;
}

std::vector<std::string> SafetensorsFile::names() const {
  std::vector<std::string> names;
  for (const auto& [name, entry] : entries_) names.push_back(name);
  return names;
}

bool SafetensorsFile::has(const std::string& name) const { return entries_.contains(name); }

const std::vector<int64_t>& SafetensorsFile::shape(const std::string& name) const { return entry(name).shape; }

void SafetensorsFile::copy(const std::string& name, std::span<const int64_t> shape,
                           std::span<float> destination) const {
  const Entry& found = entry(name);
  const size_t elements = (found.end - found.begin) / element_size(found.type);
  if (!std::ranges::equal(found.shape, shape) || elements != destination.size()) {
    throw Failure(FailureKind::model, path_.string() + ": tensor " + name + " is " + shape_text(found.shape) +
                                          ", but the model needs " + shape_text(shape));
  }
  const std::byte* const data = file_.bytes().data() + found.begin;
  if (destination.empty()) return;
  if (found.type == TensorType::float32) {
    std::memcpy(destination.data(), data, destination.size_bytes());
    return;
  }
  for (size_t i = 0; i < elements; ++i) {
    uint16_t bits;
    std::memcpy(&bits, data + i * sizeof(bits), sizeof(bits));
    destination[i] = found.type == TensorType::bfloat16 ? widen_bfloat16(bits) : widen_float16(bits);
  }
}

}  // namespace ablate
