#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "storage/mapped_file.h"

namespace ablate {

/// A tensor to be written: float32, row-major.
struct TensorView {
  std::string name;
  std::vector<int64_t> shape;
  std::span<const float> data;
};

/// Writes a safetensors file: u64 header length, JSON header (offsets from the end of the header, `__metadata__` with
/// `{"format":"pt"}` and `metadata`), data, all little endian. The file appears under its name only when it is complete
/// and on disk (temporary file, fsync, rename). Returns its checksum (see checksum.h). Throws Failure (storage),
/// leaving no file, where it cannot be written.
std::string write_safetensors(const std::filesystem::path& file, std::span<const TensorView> tensors,
                              const std::map<std::string, std::string>& metadata = {});

/// The types of tensors that can be read.
enum class TensorType { float32, bfloat16, float16 };

/// A safetensors file opened for reading: tensors of type F32, BF16 and F16. Every offset is checked against the file's
/// length when it is opened, so a damaged or hostile file gives a Failure (model), never a read outside it.
class SafetensorsFile {
 public:
  explicit SafetensorsFile(const std::filesystem::path& file);

  std::vector<std::string> names() const;
  bool has(const std::string& name) const;
  /// Throws Failure (model) where there is no such tensor.
  const std::vector<int64_t>& shape(const std::string& name) const;
  /// Copies a tensor out, as float32. Throws Failure (model) where it is missing or has another shape.
  void copy(const std::string& name, std::span<const int64_t> shape, std::span<float> destination) const;
  /// `__metadata__`, empty where there is none.
  const std::map<std::string, std::string>& metadata() const { return metadata_; }

 private:
  struct Entry {
    TensorType type;
    std::vector<int64_t> shape;
    size_t begin;  ///< in the file
    size_t end;
  };

  const Entry& entry(const std::string& name) const;

  std::filesystem::path path_;
  MappedFile file_;
  std::map<std::string, Entry> entries_;
  std::map<std::string, std::string> metadata_;
};

}  // namespace ablate
