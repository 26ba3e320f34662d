#include "storage/write_in_parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace ablate {

void write_in_parallel(int64_t threads, int64_t units, const std::function<void(int64_t unit)>& write) {
  std::atomic<int64_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    for (int64_t unit = next++; unit < units; unit = next++) {
      try {
        write(unit);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        next = units;
      }
    }
  };
  {
    std::vector<std::jthread> helpers;
    try {
      for (int64_t helper = 1; helper < std::min(threads, units); ++helper) helpers.emplace_back(work);
    } catch (const std::system_error&) {
      // The system gives no more threads: those that there are do all the work.
    }
    work();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace ablate
