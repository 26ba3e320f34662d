#pragma once

#include <span>
#include <vector>

#include "inference/decoder.h"

namespace ablate {

/// Tokens of several sequences, end to end, on the host: what becomes a Decoder::Batch.
struct PackedSequences {
  std::vector<int32_t> tokens;
  std::vector<int32_t> positions;
  std::vector<int32_t> cache_rows;
  std::vector<AttentionSpan> spans;

  int64_t rows() const { return static_cast<int64_t>(tokens.size()); }

  /// Appends tokens that follow `prefix` tokens of their sequence, which are cached from `prefix_row` on; their own
  /// keys go to the cache from `own_row` on. Returns the row of the first of them.
  int64_t add(std::span<const int32_t> added, int64_t prefix_row, int64_t prefix, int64_t own_row);
  void clear();
};

/// Device memory for batches of at most `rows` tokens in at most `spans` spans.
class BatchMemory {
 public:
  /// Throws Failure (device) where there is not enough memory.
  BatchMemory(const Backend& backend, int64_t rows, int64_t spans);

  /// Copies the sequences to the device: a batch that is the same for all models, valid until the next upload.
  Decoder::Batch upload(const PackedSequences& sequences) const;

 private:
  const Backend& backend_;
  DeviceBuffer tokens_;
  DeviceBuffer positions_;
  DeviceBuffer cache_rows_;
  DeviceBuffer spans_;
};

/// Copies values to the device, the same for all models.
template <typename Element>
Arms<const Element> upload_shared(const Backend& backend, const DeviceBuffer& buffer,
                                  const std::vector<Element>& values) {
  backend.upload(buffer.data(), values.data(), static_cast<int64_t>(values.size() * sizeof(Element)));
  return {buffer.as<Element>(), 0};
}

}  // namespace ablate
