#pragma once

#include <string>

namespace ablate {

/// `ablate-trainer 0.1.0 (oneDNN 2.6.3, AVX-512)`: what was built, and what it makes matrix products with.
std::string version_text();

}  // namespace ablate
