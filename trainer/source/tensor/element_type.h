#pragma once

#include <cstdint>

namespace ablate {

/// How the elements of a tensor are stored.
enum class ElementType { float32, bfloat16 };

inline int64_t element_bytes(ElementType type) { return type == ElementType::float32 ? 4 : 2; }

}  // namespace ablate
