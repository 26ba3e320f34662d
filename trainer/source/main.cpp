#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "commands/command.h"
#include "commands/version.h"
#include "machine/machine.h"

int main(int argument_count, char** arguments) {
  using namespace ablate;

  CLI::App app(
      "Trains, scores and continues with language models; the engine of Ablate. Events are JSON lines on stdout.",
      "ablate-trainer");
  app.set_version_flag("--version", version_text());
  app.require_subcommand(1);

  std::filesystem::path configuration;
  CLI::App* train = app.add_subcommand("train", "Train the arms of a configuration as one pack.");
  CLI::App* plan = app.add_subcommand("plan", "What training with a configuration will take, without doing it.");
  CLI::App* score = app.add_subcommand("score", "Log-likelihoods of continuations under one or more models.");
  CLI::App* generate = app.add_subcommand("generate", "Continuations of prompts by one or more models.");
  CLI::App* devices = app.add_subcommand("devices", "List what can be computed on.");
  for (CLI::App* command : {train, plan, score, generate}) {
    command->add_option("--config", configuration, "JSON configuration (trainer/protocol/schema.json)")
        ->required()
        ->check(CLI::ExistingFile);
  }

  std::filesystem::path measure_in;
  plan->add_option("--measure", measure_in, "Train for about a second to measure the speed; FOLDER may be written to")
      ->check(CLI::ExistingDirectory);

  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitDone : kExitUsage;
  }

  return_freed_memory();
  std::atomic<int>& interrupted = watch_for_interrupts();
  Events events(std::cout, [&] { interrupted = 1; });
  return run_command(events, [&] {
    if (*train) return train_command(configuration, events, interrupted);
    if (*plan) return plan_command(configuration, measure_in, events);
    if (*score) return score_command(configuration, events, interrupted);
    if (*generate) return generate_command(configuration, events, interrupted);
    if (*devices) return devices_command(events);
    return kExitUsage;
  });
}
