#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace ablate::test {

/// What a process may use; the system refuses more.
struct ProcessLimits {
  std::optional<int64_t> file_bytes;    ///< of one file: what a full disk is to a process
  std::optional<int64_t> memory_bytes;  ///< of its address space
};

/// The built `ablate-trainer train` as a process of its own, which can be killed.
class TrainerProcess {
 public:
  /// Starts it. Its events go to the file `output`.
  TrainerProcess(const std::filesystem::path& configuration, const std::filesystem::path& output,
                 const ProcessLimits& limits = {});
  TrainerProcess(const TrainerProcess&) = delete;
  TrainerProcess& operator=(const TrainerProcess&) = delete;
  /// Kills it if it still runs.
  ~TrainerProcess();

  bool is_running();
  void signal(int number) const;
  /// Waits for its end: its exit status, or 128 + the signal that ended it.
  int wait();

  /// All events so far whose line is complete.
  std::vector<nlohmann::json> events() const;
  /// Those of one kind.
  std::vector<nlohmann::json> events(const std::string& kind) const;

 private:
  std::filesystem::path output_;
  pid_t process_ = -1;
  std::optional<int> status_;
};

}  // namespace ablate::test
