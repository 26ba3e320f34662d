#include "protocol/events.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>
#include <utility>

namespace ablate {

namespace {

using Json = nlohmann::ordered_json;

Json finite_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

std::string line_of(const Json& event) { return event.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

Events::Events(std::ostream& out, std::function<void()> on_closed) : out_(out), on_closed_(std::move(on_closed)) {}

void Events::write_line(const std::string& line) {
  if (closed_) return;
  out_ << line << '\n' << std::flush;
  if (out_) return;
  closed_ = true;
  if (on_closed_) on_closed_();
}

void Events::start(const TrainStartEvent& event) {
  write_line(line_of({{"event", "start"},
                      {"parameters", event.parameters},
                      {"arms", event.arms},
                      {"step", event.step},
                      {"resumed", event.resumed}}));
}

void Events::step(const StepEvent& event) {
  Json arms = Json::array();
  for (const ArmStep& arm : event.arms) {
    arms.push_back({{"loss", finite_or_null(arm.loss)},
                    {"gradientNorm", finite_or_null(arm.gradient_norm)},
                    {"rate", arm.rate},
                    {"epochs", arm.epochs}});
  }
  write_line(line_of({{"event", "step"},
                      {"step", event.step},
                      {"tokens", event.tokens},
                      {"arms", std::move(arms)},
                      {"tokensPerSecond", finite_or_null(event.tokens_per_second)}}));
}

void Events::checkpoint(int64_t step) { write_line(line_of({{"event", "checkpoint"}, {"step", step}})); }

void Events::arm_failed(const ArmFailedEvent& event) {
  write_line(line_of({{"event", "arm_failed"},
                      {"arm", event.arm},
                      {"name", event.name},
                      {"step", event.step},
                      {"message", event.message}}));
}

void Events::done(const TrainDoneEvent& event) {
  Json arms = Json::array();
  for (const ArmDone& arm : event.arms) {
    Json sources = Json::array();
    for (const SourceCount& source : arm.sources) {
      sources.push_back({{"name", source.name},
                         {"sequences", source.sequences},
                         {"tokens", source.tokens},
                         {"bytes", source.bytes},
                         {"epochs", source.epochs()}});
    }
    arms.push_back({{"name", arm.name}, {"failed", arm.failed}, {"sources", std::move(sources)}});
  }
  write_line(line_of({{"event", "done"},
                      {"step", event.step},
                      {"seconds", event.seconds},
                      {"peakMemoryBytes", event.peak_memory_bytes},
                      {"arms", std::move(arms)}}));
}

void Events::start(const ScoreStartEvent& event) {
  write_line(line_of({{"event", "start"}, {"models", event.models}, {"requests", event.requests}}));
}

void Events::progress(int64_t done, int64_t total) {
  write_line(line_of({{"event", "progress"}, {"done", done}, {"total", total}}));
}

void Events::done(const ScoreDoneEvent& event) {
  write_line(line_of({{"event", "done"},
                      {"requests", event.requests},
                      {"seconds", event.seconds},
                      {"peakMemoryBytes", event.peak_memory_bytes}}));
}

void Events::start(const GenerateStartEvent& event) {
  write_line(line_of({{"event", "start"}, {"models", event.models}, {"requests", event.requests}}));
}

void Events::done(const GenerateDoneEvent& event) {
  write_line(line_of({{"event", "done"},
                      {"requests", event.requests},
                      {"tokens", event.tokens},
                      {"seconds", event.seconds},
                      {"peakMemoryBytes", event.peak_memory_bytes}}));
}

void Events::plan(const PlanEvent& event) {
  Json json = {{"event", "plan"},
               {"parameters", event.parameters},
               {"availableMemoryBytes", event.available_memory_bytes},
               {"memoryBytes", event.memory_bytes}};
  if (event.measured) {
    json["measured"] = {{"startSeconds", event.measured->start_seconds},
                        {"stepSeconds", event.measured->step_seconds},
                        {"checkpointSeconds", event.measured->checkpoint_seconds}};
  }
  write_line(line_of(json));
}

void Events::devices(const std::vector<Device>& devices) {
  Json list = Json::array();
  for (const Device& device : devices) {
    list.push_back({{"name", device.name},
                    {"kind", device.kind},
                    {"memoryBytes", device.memory_bytes},
                    {"threads", device.threads},
                    {"instructions", device.instructions}});
  }
  write_line(line_of({{"event", "devices"}, {"devices", std::move(list)}}));
}

void Events::error(FailureKind kind, const std::string& message) {
  write_line(line_of({{"event", "error"}, {"code", failure_code(kind)}, {"message", message}}));
}

}  // namespace ablate
