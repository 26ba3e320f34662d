#include "commands/command.h"

#include <exception>
#include <iostream>
#include <new>
#include <string>

#include "generation/generate.h"
#include "machine/machine.h"
#include "planning/plan.h"
#include "protocol/configuration.h"
#include "ranks/launcher.h"
#include "ranks/train_with_ranks.h"
#include "scoring/score.h"
#include "training/train.h"

namespace ablate {

namespace {

int report(Events& events, FailureKind kind, const std::string& message) {
  events.error(kind, message);
  std::cerr << "ablate-trainer: " << message << std::endl;
  return kind == FailureKind::configuration ? kExitUsage : kExitFailed;
}

}  // namespace

int run_command(Events& events, const std::function<int()>& command) {
  try {
    return command();
  } catch (const Failure& failure) {
    return report(events, failure.kind(), failure.what());
  } catch (const std::bad_alloc&) {
    return report(events, FailureKind::memory, "not enough memory: train fewer arms at once or a smaller model");
  } catch (const std::exception& error) {
    return report(events, FailureKind::internal, error.what());
  }
}

int train_command(const std::filesystem::path& file, Events& events, const std::atomic<int>& interrupted) {
  const RankPlace place = find_rank_place(process_environment());
  if (!place.note.empty()) std::cerr << place.note << std::endl;
  if (place.size > 1) return train_with_ranks(place, file, events, interrupted);
  return run_train(read_train_configuration(file), events, interrupted);
}

int plan_command(const std::filesystem::path& file, const std::filesystem::path& measure_in, Events& events) {
  return run_plan(read_train_configuration(file), measure_in, events);
}

int score_command(const std::filesystem::path& file, Events& events, const std::atomic<int>& interrupted) {
  return run_score(read_score_configuration(file), events, interrupted);
}

int generate_command(const std::filesystem::path& file, Events& events, const std::atomic<int>& interrupted) {
  return run_generate(read_generate_configuration(file), events, interrupted);
}

int devices_command(Events& events) {
  events.devices({describe_cpu()});
  return events.closed() ? kExitFailed : kExitDone;
}

}  // namespace ablate
