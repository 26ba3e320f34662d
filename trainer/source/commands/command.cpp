#include "commands/command.h"

#include <exception>
#include <iostream>
#include <new>
#include <string>

#include "machine/machine.h"
#include "protocol/configuration.h"
#include "scoring/score.h"
#include "training/train.h"

namespace ablate {

namespace {

void require_device(const std::string& device) {
  if (device == "cpu") return;
  throw Failure(FailureKind::device, "there is no device \"" + device + "\"; this build computes on \"cpu\"");
}

int report(Events& events, FailureKind kind, const std::string& message) {
  events.error(kind, message);
  std::cerr << "ablate-trainer: " << message << std::endl;
  return kind == FailureKind::configuration ? exit_usage : exit_failed;
}

}  // namespace

int run_command(Events& events, const std::function<int()>& command) {
  try {
    return command();
  } catch (const Failure& failure) {
    return report(events, failure.kind(), failure.what());
  } catch (const std::bad_alloc&) {
    return report(events, FailureKind::device, "not enough memory: train fewer arms at once or a smaller model");
  } catch (const std::exception& error) {
    return report(events, FailureKind::internal, error.what());
  }
}

int train_command(const std::filesystem::path& file, Events& events, const std::atomic<int>& interrupted) {
  const TrainConfiguration configuration = read_train_configuration(file);
  require_device(configuration.device);
  return run_train(configuration, events, interrupted);
}

int score_command(const std::filesystem::path& file, Events& events, const std::atomic<int>& interrupted) {
  const ScoreConfiguration configuration = read_score_configuration(file);
  require_device(configuration.device);
  return run_score(configuration, events, interrupted);
}

int devices_command(Events& events) {
  events.devices({describe_cpu()});
  return exit_done;
}

}  // namespace ablate
