#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace ablate {

/// Calls `read` with each line of a JSON Lines file; it returns whether the line is a request. Throws Failure (data),
/// `FILE line 3: not EXPECTED`, at the first one that is not, or where the file cannot be read.
void read_request_lines(const std::filesystem::path& file, const std::string& expected,
                        const std::function<bool(const nlohmann::json& line)>& read);

/// Appends the token ids in a member of a request. Returns false where it is missing or holds anything else.
bool read_token_ids(const nlohmann::json& request, const char* name, std::vector<int32_t>& tokens);

}  // namespace ablate
