#include "protocol/request_lines.h"

#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "protocol/failure.h"

namespace ablate {

void read_request_lines(const std::filesystem::path& file, const std::string& expected,
                        const std::function<bool(const nlohmann::json& line)>& read) {
  std::ifstream stream(file);
  if (!stream) throw Failure(FailureKind::data, "cannot open the requests " + file.string());
  int64_t number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    const auto json = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object() || !read(json)) {
      throw Failure(FailureKind::data, file.string() + " line " + std::to_string(number) + ": not " + expected);
    }
  }
  if (stream.bad()) throw Failure(FailureKind::data, "cannot read the requests " + file.string());
}

bool read_token_ids(const nlohmann::json& request, const char* name, std::vector<int32_t>& tokens) {
  const auto member = request.find(name);
  if (member == request.end() || !member->is_array()) return false;
  for (const nlohmann::json& token : *member) {
    if (!token.is_number_integer()) return false;
    const auto id = token.get<int64_t>();
    if (id < 0 || id > std::numeric_limits<int32_t>::max()) return false;
    tokens.push_back(static_cast<int32_t>(id));
  }
  return true;
}

}  // namespace ablate
