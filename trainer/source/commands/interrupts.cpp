#include <unistd.h>
#include <csignal>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "commands/command.h"

namespace ablate {

namespace {

std::atomic<int> interrupted{0};
// Not the same: a closed stdout interrupts too, and the death of the parent closes stdout before its signal comes.
std::atomic<bool> signalled{false};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

extern "C" void handle_interrupt(int) {
  if (signalled.exchange(true)) _exit(kExitInterrupted);
  interrupted = 1;
}

}  // namespace

std::atomic<int>& watch_for_interrupts() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, handle_interrupt);
  // A broken pipe or a file that outgrows its limit is an error of the write that meets it, not the end.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
  return interrupted;
}

}  // namespace ablate
