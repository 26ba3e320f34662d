#include "generation/stop_texts.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "protocol/base64.h"
#include "protocol/failure.h"

namespace ablate {

std::optional<size_t> find_stop(std::string_view text, size_t searched, const std::vector<std::string>& stops) {
  std::optional<size_t> first;
  for (const std::string& stop : stops) {
    // One that is not whole in the searched part may begin in it.
    const size_t from = searched < stop.size() ? 0 : searched - stop.size() + 1;
    const size_t found = text.find(stop, from);
    if (found != std::string_view::npos && (!first || found < *first)) first = found;
  }
  return first;
}

std::vector<std::string> read_token_strings(const std::filesystem::path& file, int64_t vocabulary) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Failure(FailureKind::data, "cannot read the token strings " + file.string());
  const nlohmann::json json = nlohmann::json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (!json.is_array()) throw Failure(FailureKind::data, file.string() + " is not a JSON list of base64 per token id");
  if (static_cast<int64_t>(json.size()) > vocabulary) {
    throw Failure(FailureKind::data, file.string() + " has " + std::to_string(json.size()) +
                                         " entries, but the vocabulary has " + std::to_string(vocabulary));
  }
  std::vector<std::string> strings;
  for (const auto& entry : json) {
    const auto bytes = entry.is_string() ? decode_base64(entry.get_ref<const std::string&>()) : std::nullopt;
    if (!bytes) {
      throw Failure(FailureKind::data, file.string() + ": entry " + std::to_string(strings.size()) + " is not base64");
    }
    strings.push_back(*bytes);
  }
  strings.resize(static_cast<size_t>(vocabulary));
  return strings;
}

}  // namespace ablate
