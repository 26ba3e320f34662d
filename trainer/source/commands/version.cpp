#include "commands/version.h"

#include "backend/cpu/matrix_product.h"

#ifdef ABLATE_HAVE_ONEDNN
#include <oneapi/dnnl/dnnl.h>
#endif

namespace ablate {

namespace {

std::string matrix_product_text() {
#ifdef ABLATE_HAVE_ONEDNN
  const dnnl_version_t* version = dnnl_version();
  const std::string onednn = "oneDNN " + std::to_string(version->major) + "." + std::to_string(version->minor) + "." +
                             std::to_string(version->patch);
  return products_by_onednn() ? "matrix products by " + onednn
                              : "built-in matrix products, since " + onednn + " has no wider vectors here";
#else
  return "built-in matrix products, without oneDNN";
#endif
}

/// The widest vectors that the compiler was allowed to use.
const char* vector_text() {
#if defined(__AVX512F__)
  return "AVX-512";
#elif defined(__AVX2__)
  return "AVX2";
#elif defined(__ARM_NEON)
  return "NEON";
#else
  return "baseline instructions";
#endif
}

}  // namespace

std::string version_text() {
  return std::string("ablate-trainer ") + ABLATE_VERSION + " (" + vector_text() + "; " + matrix_product_text() + ")";
}

}  // namespace ablate
