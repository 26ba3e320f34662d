#include "ranks/event_merger.h"

#include <algorithm>
#include <sstream>
#include <utility>

namespace ablate {

namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& event) { return event.dump(-1, ' ', false, Json::error_handler_t::replace); }

/// Adds what a further group says of the same event.
void add(Json& merged, const Json& event) {
  const Json& kind = event.at("event");
  if (kind == "start") merged["arms"] = merged.at("arms").get<int64_t>() + event.at("arms").get<int64_t>();
  if (kind == "step" || kind == "done") {
    for (const Json& arm : event.at("arms")) merged["arms"].push_back(arm);
  }
  if (kind == "step") {
    const Json& one = merged.at("tokensPerSecond");
    const Json& other = event.at("tokensPerSecond");
    merged["tokensPerSecond"] =
        one.is_null() || other.is_null() ? Json(nullptr) : Json(one.get<double>() + other.get<double>());
  }
  if (kind == "done")
    merged["seconds"] = std::max(merged.at("seconds").get<double>(), event.at("seconds").get<double>());
}

}  // namespace

EventMerger::EventMerger(std::vector<int64_t> first_arms, std::function<void(const std::string& line)> write)
    : first_arms_(std::move(first_arms)), write_(std::move(write)), waiting_(first_arms_.size()) {}

void EventMerger::take(size_t group, const std::string& lines) {
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) {
    waiting_[group].push_back(Json::parse(line));
  }
  while (merge_next()) {
  }
}

bool EventMerger::merge_next() {
  for (size_t group = 0; group < waiting_.size(); ++group) {
    if (waiting_[group].empty() || waiting_[group].front().at("event") != "arm_failed") continue;
    Json event = std::move(waiting_[group].front());
    waiting_[group].pop_front();
    event["arm"] = event.at("arm").get<int64_t>() + first_arms_[group];
    write_(text_of(event));
    return true;
  }
  if (std::ranges::any_of(waiting_, [](const auto& events) { return events.empty(); })) return false;
  Json merged = std::move(waiting_.front().front());
  waiting_.front().pop_front();
  for (size_t group = 1; group < waiting_.size(); ++group) {
    add(merged, waiting_[group].front());
    waiting_[group].pop_front();
  }
  if (merged.at("event") == "done") merged["peakMemoryBytes"] = peak_memory_;
  write_(text_of(merged));
  return true;
}

}  // namespace ablate
