#pragma once

#include <cstdint>

namespace ablate {

/// Which elements of a head rotary positions turn together: element i with i + D/2 (Hugging Face's llama) or 2i with
/// 2i + 1 (its cohere, and Su et al.'s paper).
enum class RotaryPairs { halves, neighbours };

/// Sizes of attention over cached keys and values; heads as in AttentionShape.
struct CachedAttentionShape {
  int64_t query_heads;
  int64_t key_value_heads;
  int64_t head_dimension;
  int64_t cache_rows;  ///< tokens whose keys and values there is room for: a multiple of Backend::cache_alignment
  RotaryPairs rotary_pairs = RotaryPairs::halves;

  /// Columns of the joint projection: [queries | keys | values].
  int64_t joint_width() const { return (query_heads + 2 * key_value_heads) * head_dimension; }
  int64_t output_width() const { return query_heads * head_dimension; }
};

/// Tokens of one sequence that are computed together, and the keys that they see: all of a run of `prefix` cached
/// tokens, and of the run of their own, which begins at `own_row`, each sees itself and those before it. A run begins
/// at a multiple of Backend::cache_alignment; the own run may instead carry on the prefix (own_row = prefix_row +
/// prefix), as in a sequence that grows. Several spans may share a prefix.
struct AttentionSpan {
  int64_t first_row;  ///< of the queries
  int64_t rows;
  int64_t prefix_row;
  int64_t prefix;
  int64_t own_row;
};

}  // namespace ablate
