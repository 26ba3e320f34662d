#include "generation/requests.h"

#include <nlohmann/json.hpp>

#include "protocol/base64.h"
#include "protocol/request_lines.h"
#include "storage/atomic_file.h"

namespace ablate {

namespace {

constexpr int64_t kMostGeneratedTokens = int64_t{1} << 24;

bool read_stops(const nlohmann::json& request, std::vector<std::string>& stops) {
  const auto member = request.find("stop");
  if (member == request.end()) return true;
  if (!member->is_array()) return false;
  for (const nlohmann::json& stop : *member) {
    if (!stop.is_string() || stop.get_ref<const std::string&>().empty()) return false;
    stops.push_back(stop.get<std::string>());
  }
  return true;
}

bool read_max_tokens(const nlohmann::json& request, int64_t& max_tokens) {
  const auto member = request.find("maxTokens");
  if (member == request.end() || !member->is_number_unsigned()) return false;
  const auto count = member->get<uint64_t>();
  if (count == 0 || count > kMostGeneratedTokens) return false;
  max_tokens = static_cast<int64_t>(count);
  return true;
}

const char* stopped_name(Stopped stopped) {
  switch (stopped) {
    case Stopped::stop_text:
      return "stop";
    case Stopped::end_of_text:
      return "endOfText";
    case Stopped::length:
      return "length";
    case Stopped::not_finite:
      return "notFinite";
  }
  return "notFinite";
}

}  // namespace

std::vector<GenerateRequest> read_generate_requests(const std::filesystem::path& file) {
  std::vector<GenerateRequest> requests;
  read_request_lines(
      file, R"({"prompt": [ids], "maxTokens": at least 1, "stop": [texts]})", [&](const nlohmann::json& line) {
        GenerateRequest& request = requests.emplace_back();
        return read_token_ids(line, "prompt", request.prompt) && read_max_tokens(line, request.max_tokens) &&
               read_stops(line, request.stops) && line.size() == (line.contains("stop") ? 3 : 2);
      });
  return requests;
}

void write_generate_results(const std::filesystem::path& file,
                            const std::vector<std::vector<Completion>>& completions_of_requests, bool with_texts) {
  AtomicFile out(file);
  for (const std::vector<Completion>& completions : completions_of_requests) {
    auto list = nlohmann::ordered_json::array();
    for (const Completion& completion : completions) {
      nlohmann::ordered_json entry = {{"tokens", completion.tokens}};
      if (with_texts) entry["text"] = encode_base64(completion.text);
      entry["stopped"] = stopped_name(completion.stopped);
      list.push_back(std::move(entry));
    }
    out.write(nlohmann::ordered_json{{"completions", std::move(list)}}.dump() + '\n');
  }
  out.commit();
}

}  // namespace ablate
