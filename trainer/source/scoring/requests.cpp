#include "scoring/requests.h"

#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "protocol/failure.h"
#include "storage/atomic_file.h"

namespace ablate {

namespace {

/// The token ids in a member of a request. Returns false where it is missing or holds anything else.
bool read_tokens(const nlohmann::json& request, const char* name, std::vector<int32_t>& tokens) {
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

}  // namespace

std::vector<ScoreRequest> read_score_requests(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) throw Failure(FailureKind::data, "cannot open the requests " + file.string());
  std::vector<ScoreRequest> requests;
  std::string line;
  while (std::getline(stream, line)) {
    const auto json = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
    ScoreRequest request;
    const bool valid = json.is_object() && json.size() == 2 && read_tokens(json, "context", request.context) &&
                       read_tokens(json, "continuation", request.continuation) && !request.continuation.empty();
    if (!valid) {
      throw Failure(FailureKind::data, file.string() + " line " + std::to_string(requests.size() + 1) +
                                           ": not {\"context\": [ids], \"continuation\": [ids, at least one]}");
    }
    requests.push_back(std::move(request));
  }
  if (stream.bad()) throw Failure(FailureKind::data, "cannot read the requests " + file.string());
  return requests;
}

void write_score_results(const std::filesystem::path& file, const std::vector<ScoreResult>& results) {
  AtomicFile out(file);
  for (const ScoreResult& result : results) {
    const nlohmann::ordered_json line = {{"logLikelihoods", result.log_likelihoods}, {"greedy", result.greedy}};
    out.write(line.dump() + '\n');
  }
  out.commit();
}

}  // namespace ablate
