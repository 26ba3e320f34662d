#include <cstdint>

#include "reader.h"

// Compiled once for each reader, which ABLATE_FUZZ_READER names (trainer/CMakeLists.txt).
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ablate::fuzz::ABLATE_FUZZ_READER.read({reinterpret_cast<const std::byte*>(data), size});
  return 0;
}
