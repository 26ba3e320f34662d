#include "scoring/requests.h"

#include <nlohmann/json.hpp>

#include "protocol/request_lines.h"
#include "storage/atomic_file.h"

namespace ablate {

std::vector<ScoreRequest> read_score_requests(const std::filesystem::path& file) {
  std::vector<ScoreRequest> requests;
  read_request_lines(
      file, R"({"context": [ids], "continuation": [ids, at least one]})", [&](const nlohmann::json& line) {
        ScoreRequest& request = requests.emplace_back();
        return line.size() == 2 && read_token_ids(line, "context", request.context) &&
               read_token_ids(line, "continuation", request.continuation) && !request.continuation.empty();
      });
  return requests;
}

void write_score_results(const std::filesystem::path& file, const std::vector<ScoreResult>& results) {
  AtomicFile out(file);
  for (const ScoreResult& result : results) {
    const nlohmann::ordered_json line = {
        {"logLikelihoods", result.log_likelihoods}, {"greedy", result.greedy}, {"tokens", result.tokens}};
    out.write(line.dump() + '\n');
  }
  out.commit();
}

}  // namespace ablate
