#include "trainer_process.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

#include "temporary_folder.h"

namespace ablate::test {

namespace {

void limit(int resource, const std::optional<int64_t>& most) {
  if (!most) return;
  const rlimit value{static_cast<rlim_t>(*most), static_cast<rlim_t>(*most)};
  if (setrlimit(static_cast<__rlimit_resource>(resource), &value) != 0) _exit(99);
}

int exit_status(int status) { return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status); }

}  // namespace

TrainerProcess::TrainerProcess(const std::filesystem::path& configuration, const std::filesystem::path& output,
                               const ProcessLimits& limits)
    : output_(output) {
  process_ = fork();
  if (process_ < 0) throw std::runtime_error("cannot start a process");
  if (process_ > 0) return;
  const int events = open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  const int messages = open("/dev/null", O_WRONLY);
  if (events < 0 || messages < 0 || dup2(events, 1) < 0 || dup2(messages, 2) < 0) _exit(99);
  limit(RLIMIT_FSIZE, limits.file_bytes);
  limit(RLIMIT_AS, limits.memory_bytes);
  execl(ABLATE_TRAINER, ABLATE_TRAINER, "train", "--config", configuration.c_str(), nullptr);
  _exit(99);
}

TrainerProcess::~TrainerProcess() {
  if (status_) return;
  signal(SIGKILL);
  wait();
}

bool TrainerProcess::is_running() {
  int status = 0;
  if (!status_ && waitpid(process_, &status, WNOHANG) == process_) status_ = exit_status(status);
  return !status_;
}

void TrainerProcess::signal(int number) const { kill(process_, number); }

int TrainerProcess::wait() {
  int status = 0;
  if (!status_) {
    waitpid(process_, &status, 0);
    status_ = exit_status(status);
  }
  return *status_;
}

std::vector<nlohmann::json> TrainerProcess::events() const {
  std::vector<nlohmann::json> events;
  const std::string text = read_file(output_);
  for (size_t begin = 0, end = text.find('\n'); end != std::string::npos;
       begin = end + 1, end = text.find('\n', begin)) {
    events.push_back(nlohmann::json::parse(text.substr(begin, end - begin)));
  }
  return events;
}

std::vector<nlohmann::json> TrainerProcess::events(const std::string& kind) const {
  std::vector<nlohmann::json> found = events();
  std::erase_if(found, [&](const nlohmann::json& event) { return event.at("event") != kind; });
  return found;
}

}  // namespace ablate::test
