#include "data/token_bytes.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "protocol/failure.h"

namespace ablate {

std::vector<int32_t> read_token_bytes(const std::filesystem::path& file, int64_t vocabulary) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Failure(FailureKind::data, "cannot read the token bytes " + file.string());
  const nlohmann::json json = nlohmann::json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (!json.is_array()) throw Failure(FailureKind::data, file.string() + " is not a JSON list of bytes per token id");
  if (static_cast<int64_t>(json.size()) != vocabulary) {
    throw Failure(FailureKind::data, file.string() + " has " + std::to_string(json.size()) +
                                         " entries, but the vocabulary has " + std::to_string(vocabulary));
  }
  std::vector<int32_t> bytes;
  bytes.reserve(json.size());
  for (const auto& entry : json) {
    if (!entry.is_number_unsigned() || entry.get<uint64_t>() > INT32_MAX) {
      throw Failure(FailureKind::data,
                    file.string() + ": entry " + std::to_string(bytes.size()) + " is not a count of bytes");
    }
    bytes.push_back(entry.get<int32_t>());
  }
  return bytes;
}

}  // namespace ablate
