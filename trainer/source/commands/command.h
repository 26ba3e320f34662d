#pragma once

#include <atomic>
#include <filesystem>
#include <functional>

#include "protocol/events.h"
#include "protocol/exit_status.h"

namespace ablate {

/// Runs a command and turns what it throws into one `error` event and one line on stderr. Returns the exit status: that
/// of the command, 2 for a wrong configuration, 1 for any other failure.
int run_command(Events& events, const std::function<int()>& command);

/// Signals that end the program (SIGINT, SIGTERM, SIGHUP, and the death of the parent process where the system can
/// tell) set the returned flag; a second one ends the process at once with status 130. A closed stdout is no signal:
/// writing to it fails instead.
std::atomic<int>& watch_for_interrupts();

int train_command(const std::filesystem::path& configuration, Events& events, const std::atomic<int>& interrupted);
int plan_command(const std::filesystem::path& configuration, const std::filesystem::path& measure_in, Events& events);
int score_command(const std::filesystem::path& configuration, Events& events, const std::atomic<int>& interrupted);
int generate_command(const std::filesystem::path& configuration, Events& events, const std::atomic<int>& interrupted);
int devices_command(Events& events);

}  // namespace ablate
