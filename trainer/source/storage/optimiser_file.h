#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "storage/safetensors.h"

namespace ablate {

/// Writes an optimiser.safetensors: `first_moment.NAME` for every parameter NAME, `second_moment.NAME` for those that
/// have one (Muon keeps the first only, its momentum), and in the metadata the steps that they hold (`updates`, for
/// bias correction). The views carry the parameters' names. Returns the file's checksum. Throws Failure (storage) where
/// it cannot be written.
std::string write_optimiser_file(const std::filesystem::path& file, std::span<const TensorView> first_moments,
                                 std::span<const TensorView> second_moments, int64_t updates);

/// The moments and the count of updates of an optimiser.safetensors.
class OptimiserFile {
 public:
  /// Throws Failure (model) where the file is damaged or has no count of updates.
  explicit OptimiserFile(const std::filesystem::path& file);

  int64_t updates() const { return updates_; }
  bool has_second_moment(const std::string& parameter) const;
  /// Copies the moments of a parameter out. Throws Failure (model) where they are missing or of another shape.
  void copy_first_moment(const std::string& parameter, std::span<const int64_t> shape, std::span<float> out) const;
  void copy_second_moment(const std::string& parameter, std::span<const int64_t> shape, std::span<float> out) const;

 private:
  SafetensorsFile file_;
  int64_t updates_ = 0;
};

}  // namespace ablate
