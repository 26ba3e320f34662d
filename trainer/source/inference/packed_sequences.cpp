#include "inference/packed_sequences.h"

namespace ablate {

int64_t PackedSequences::add(std::span<const int32_t> added, int64_t prefix_row, int64_t prefix, int64_t own_row) {
  const int64_t first_row = rows();
  spans.push_back({first_row, static_cast<int64_t>(added.size()), prefix_row, prefix, own_row});
  for (const int32_t token : added) {
    const int64_t index = rows() - first_row;
    tokens.push_back(token);
    positions.push_back(static_cast<int32_t>(prefix + index));
    cache_rows.push_back(static_cast<int32_t>(own_row + index));
  }
  return first_row;
}

void PackedSequences::clear() {
  tokens.clear();
  positions.clear();
  cache_rows.clear();
  spans.clear();
}

BatchMemory::BatchMemory(const Backend& backend, int64_t rows, int64_t spans)
    : backend_(backend),
      tokens_(backend.allocate(rows, sizeof(int32_t))),
      positions_(backend.allocate(rows, sizeof(int32_t))),
      cache_rows_(backend.allocate(rows, sizeof(int32_t))),
      spans_(backend.allocate(spans, sizeof(AttentionSpan))) {}

Decoder::Batch BatchMemory::upload(const PackedSequences& sequences) const {
  return {.rows = sequences.rows(),
          .tokens = upload_shared(backend_, tokens_, sequences.tokens),
          .positions = upload_shared(backend_, positions_, sequences.positions),
          .cache_rows = upload_shared(backend_, cache_rows_, sequences.cache_rows),
          .span_count = static_cast<int64_t>(sequences.spans.size()),
          .spans = upload_shared(backend_, spans_, sequences.spans)};
}

}  // namespace ablate
