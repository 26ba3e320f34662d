#include "commands/version.h"

#include "backend/cpu/matrix_product.h"

#ifdef ABLATE_HAVE_ONEDNN
#include <oneapi/dnnl/dnnl.h>
#endif

namespace ablate {

namespace {

std::string matrix_product_text() {
  const std::string engine = product_engine();
#ifdef ABLATE_HAVE_ONEDNN
  if (engine != "oneDNN") return engine + " matrix products";
  const dnnl_version_t* version = dnnl_version();
  return engine + " " + std::to_string(version->major) + "." + std::to_string(version->minor) + "." +
         std::to_string(version->patch);
#else
  return engine + " matrix products";
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
  return std::string("ablate-trainer ") + ABLATE_VERSION + " (" + matrix_product_text() + ", " + vector_text() + ")";
}

}  // namespace ablate
