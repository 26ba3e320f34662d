#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace ablate {

/// Reads token-bytes.json: an array with the number of bytes that each token id stands for (0 for special tokens).
/// Throws Failure (data) unless it has exactly `vocabulary` entries, all of them integers that are not negative.
std::vector<int32_t> read_token_bytes(const std::filesystem::path& file, int64_t vocabulary);

}  // namespace ablate
