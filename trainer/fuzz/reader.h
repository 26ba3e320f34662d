#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace ablate::fuzz {

using Bytes = std::span<const std::byte>;

/// A reader of files that come from outside, as a function of bytes that may be anything. Bytes that it does not take
/// are a Failure, which it swallows; every other exception, and all that a sanitizer finds, is a fault of the reader.
struct Reader {
  const char* name;  ///< of its fuzz target (`fuzz-NAME`) and of its folder in found/
  void (*read)(Bytes bytes);
  std::vector<std::string> (*seeds)();  ///< inputs that it takes, to start from
};

extern const Reader token_shard;
extern const Reader safetensors;
extern const Reader optimiser;
extern const Reader model_configuration;
extern const Reader model_index;
extern const Reader token_bytes;
extern const Reader train_configuration;
extern const Reader score_configuration;
extern const Reader generate_configuration;
extern const Reader generate_requests;
extern const Reader score_requests;
extern const Reader checkpoint;

/// All of them.
std::vector<const Reader*> readers();

}  // namespace ablate::fuzz
