#include "protocol/base64.h"

#include <cstdint>

namespace ablate {

namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string encode_base64(std::string_view bytes) {
  std::string text;
  for (size_t begin = 0; begin < bytes.size(); begin += 3) {
    uint32_t group = 0;
    for (size_t i = 0; i < 3; ++i) {
      const bool present = begin + i < bytes.size();
      group = group << 8 | (present ? static_cast<unsigned char>(bytes[begin + i]) : 0U);
    }
    const size_t digits = bytes.size() - begin < 3 ? bytes.size() - begin + 1 : 4;
    for (size_t i = 0; i < 4; ++i) text += i < digits ? kDigits[group >> (18 - 6 * i) & 63U] : '=';
  }
  return text;
}

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::string bytes;
  for (size_t begin = 0; begin < text.size(); begin += 4) {
    const bool last = begin + 4 == text.size();
    const size_t digits = last ? 4 - padding : 4;
    uint32_t group = 0;
    for (size_t i = 0; i < 4; ++i) {
      const size_t digit = i < digits ? kDigits.find(text[begin + i]) : 0;
      if (digit == std::string_view::npos) return std::nullopt;
      group = group << 6 | static_cast<uint32_t>(digit);
    }
    for (size_t i = 0; i + 1 < digits; ++i) bytes += static_cast<char>(group >> (16 - 8 * i) & 255U);
    if ((group & ((uint32_t{1} << (8 * (4 - digits))) - 1)) != 0) return std::nullopt;  // bits that stand for nothing
  }
  return bytes;
}

}  // namespace ablate
