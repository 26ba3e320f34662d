#include "ranks/mpi_transport.h"

#include <dlfcn.h>

#include <algorithm>
#include <filesystem>
#include <thread>

namespace ablate {

namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMostBytes = size_t{1} << 30;
constexpr int kEagerTests = 2000;
constexpr std::chrono::microseconds kPause(50);
constexpr std::chrono::milliseconds kCheckEvery(100);

void require(int error, const char* what) {
  if (error != 0) {
    throw Failure(FailureKind::ranks, std::string("MPI failed to ") + what + " (error " + std::to_string(error) + ")");
  }
}

}  // namespace

const AblateMpi* load_mpi(std::string& reason) {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto file = program.parent_path() / "ablate-trainer-mpi.so";
  if (!std::filesystem::exists(file, error)) {
    reason = file.string() + " is not there: the trainer was built where no MPI was found";
    return nullptr;
  }
  // Open MPI's own plug-ins look for its symbols among those of all.
  void* const module = dlopen(file.c_str(), RTLD_NOW | RTLD_GLOBAL);
  void* const found = module == nullptr ? nullptr : dlsym(module, kAblateMpiFunction);
  if (found == nullptr) {
    reason = dlerror();
    return nullptr;
  }
  return reinterpret_cast<AblateMpiFunction>(found)();
}

std::string mpi_broadcast(const AblateMpi& mpi, const std::string& from_first) {
  auto bytes = static_cast<int64_t>(from_first.size());
  require(mpi.broadcast(&bytes, sizeof bytes), "broadcast");
  std::string content = from_first;
  content.resize(static_cast<size_t>(bytes));
  require(mpi.broadcast(content.data(), bytes), "broadcast");
  return content;
}

void MpiTransport::exchange(int64_t to, std::span<const std::byte> out, int64_t from, std::span<std::byte> in) {
  while (!out.empty() || !in.empty()) {
    const size_t sent = std::min(out.size(), kMostBytes);
    const size_t received = std::min(in.size(), kMostBytes);
    exchange_part(to, out.first(sent), from, in.first(received));
    out = out.subspan(sent);
    in = in.subspan(received);
  }
}

void MpiTransport::exchange_part(int64_t to, std::span<const std::byte> out, int64_t from, std::span<std::byte> in) {
  require(mpi_.begin_exchange(grid_.rank_at(to), out.data(), static_cast<int64_t>(out.size()), grid_.rank_at(from),
                              in.data(), static_cast<int64_t>(in.size())),
          "send");
  const auto begun = Clock::now();
  auto checked = begun;
  bool done = false;
  for (int64_t tests = 0;; ++tests) {
    require(mpi_.test_exchange(&done), "exchange");
    if (done) return;
    if (tests < kEagerTests) continue;
    std::this_thread::sleep_for(kPause);
    if (Clock::now() - checked < kCheckEvery) continue;
    checked = Clock::now();
    world_.check();
    if (checked - begun > World::kPatience) World::waited_too_long();
  }
}

}  // namespace ablate
