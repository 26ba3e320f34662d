#include "ranks/world_team.h"

#include <algorithm>
#include <iostream>

#include "machine/machine.h"
#include "storage/checkpoint.h"

namespace ablate {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kSecondsBetween = 0.2;
constexpr int64_t kMostStepsBetween = 1000;

std::vector<int64_t> first_arms(const RankGrid& grid, int64_t arms) {
  std::vector<int64_t> firsts;
  for (int64_t group = 0; group < grid.groups; ++group) firsts.push_back(first_arm_of(group, grid.groups, arms));
  return firsts;
}

}  // namespace

WorldTeam::WorldTeam(World& world, const RankGrid& grid, std::unique_ptr<Collectives> collectives,
                     const TrainConfiguration& configuration, Events& events)
    : world_(world),
      grid_(grid),
      collectives_(std::move(collectives)),
      own_events_(written_),
      merger_(first_arms(grid, static_cast<int64_t>(configuration.arms.size())),
              [&events](const std::string& line) { events.pass_on(line); }),
      peak_memory_(static_cast<size_t>(world.size())),
      agreed_at_(Clock::now()) {
  for (const ArmConfiguration& arm : configuration.arms) all_folders_.push_back(arm.folder);
}

Team::State WorldTeam::agree(int64_t step, State own, bool at_once) {
  if (!at_once && step < next_step_) return {false, false};
  const nlohmann::json said = {{"interrupted", own.interrupted},
                               {"allFailed", own.all_failed},
                               {"peakMemoryBytes", peak_memory_bytes()},
                               {"events", grid_.position == 0 ? written_.str() : ""}};
  written_.str("");
  const std::vector<std::string> all = world_.gather(said.dump());
  nlohmann::json verdict;
  if (world_.rank() == 0) {
    const State state = collect(all);
    verdict = {
        {"interrupted", state.interrupted}, {"allFailed", state.all_failed}, {"next", step + steps_until_next(step)}};
  }
  verdict = nlohmann::json::parse(world_.broadcast(verdict.dump()));
  next_step_ = verdict.at("next").get<int64_t>();
  return {verdict.at("interrupted").get<bool>(), verdict.at("allFailed").get<bool>()};
}

Team::State WorldTeam::collect(const std::vector<std::string>& said) {
  State state{false, true};
  std::vector<nlohmann::json> all;
  for (const std::string& text : said) {
    const auto& one = all.emplace_back(nlohmann::json::parse(text));
    state.interrupted |= one.at("interrupted").get<bool>();
    state.all_failed &= one.at("allFailed").get<bool>();
    peak_memory_[all.size() - 1] = one.at("peakMemoryBytes").get<int64_t>();
  }
  merger_.set_peak_memory(*std::ranges::max_element(peak_memory_));
  for (int64_t group = 0; group < grid_.groups; ++group) {
    const auto leader = static_cast<size_t>(group * grid_.data_parallel);
    merger_.take(static_cast<size_t>(group), all[leader].at("events").get<std::string>());
  }
  return state;
}

int64_t WorldTeam::steps_until_next(int64_t step) {
  const double seconds = std::chrono::duration<double>(Clock::now() - agreed_at_).count();
  const auto steps = static_cast<double>(step - agreed_step_);
  agreed_at_ = Clock::now();
  agreed_step_ = step;
  if (steps < 1 || seconds <= 0) return 1;
  return std::clamp(static_cast<int64_t>(steps / seconds * kSecondsBetween), int64_t{1}, kMostStepsBetween);
}

std::optional<int64_t> WorldTeam::newest_common_step(const std::vector<std::filesystem::path>&,
                                                     std::vector<std::string>& skipped) {
  std::string found;
  if (world_.rank() == 0) {
    const auto step = ablate::newest_common_step(all_folders_, skipped);
    found = step ? std::to_string(*step) : "";
  }
  found = world_.broadcast(found);
  return found.empty() ? std::nullopt : std::optional<int64_t>(std::stoll(found));
}

void WorldTeam::finish() {
  agree(0, {false, false}, true);
  if (world_.rank() != 0) return;
  std::cerr << "peak memory of the ranks, MiB:";
  for (const int64_t bytes : peak_memory_) std::cerr << ' ' << (bytes >> 20);
  std::cerr << std::endl;
}

}  // namespace ablate
