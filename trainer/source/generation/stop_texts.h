#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ablate {

/// Where the first of `stops` begins in `text`, in bytes; nothing where none of them comes up in it. The first
/// `searched` bytes are known to hold none.
std::optional<size_t> find_stop(std::string_view text, size_t searched, const std::vector<std::string>& stops);

/// Reads token-strings.json: an array with the bytes of each token id in base64, empty for special tokens. Token ids
/// beyond its end, which pad a vocabulary, have no bytes. Throws Failure (data) where it is anything else, or has more
/// entries than `vocabulary`.
std::vector<std::string> read_token_strings(const std::filesystem::path& file, int64_t vocabulary);

}  // namespace ablate
