#pragma once

#include <string>

namespace ablate {

/// `ablate-trainer 0.1.0 (AVX2; matrix products by oneDNN 2.6.3)`: what was built, the widest vectors that it was
/// compiled for, and who computes its matrix products on this machine, and why.
std::string version_text();

}  // namespace ablate
