#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ablate {

/// Base64 of bytes, with padding (RFC 4648, section 4).
std::string encode_base64(std::string_view bytes);

/// The bytes of a base64 text with padding; nothing where it is not one.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace ablate
