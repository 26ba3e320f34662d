#include "machine/machine.h"

#include <sched.h>
#include <unistd.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <algorithm>
#include <array>
#include <fstream>
#include <limits>
#include <sstream>
#include <thread>

namespace ablate {

namespace {

/// The value of the first line `name : value` of /proc/cpuinfo; empty where there is none.
std::string cpuinfo_field(const std::string& name) {
  std::ifstream stream("/proc/cpuinfo");
  for (std::string line; std::getline(stream, line);) {
    const size_t colon = line.find(':');
    if (colon == std::string::npos || line.compare(0, name.size(), name) != 0) continue;
    if (line.find_first_not_of(" \t", name.size()) != colon) continue;
    const size_t begin = line.find_first_not_of(' ', colon + 1);
    return begin == std::string::npos ? "" : line.substr(begin);
  }
  return "";
}

std::string cpu_name() {
  const std::string name = cpuinfo_field("model name");
  return name.empty() ? "CPU" : name;
}

/// Those instruction sets of /proc/cpuinfo's flags (`Features` on ARM) that decide how fast matrix products are.
std::vector<std::string> instruction_sets() {
  constexpr std::array kKnown = {"avx",         "avx2",        "fma",      "avx512f",  "avx512_vnni",
                                 "avx512_bf16", "avx512_fp16", "amx_tile", "amx_bf16", "amx_int8",
                                 "asimd",       "bf16",        "sve",      "sve2",     "i8mm"};
  std::string flags = cpuinfo_field("flags");
  if (flags.empty()) flags = cpuinfo_field("Features");
  std::istringstream stream(flags);
  std::vector<std::string> found;
  for (std::string flag; stream >> flag;) {
    if (std::find(kKnown.begin(), kKnown.end(), flag) != kKnown.end()) found.push_back(flag);
  }
  return found;
}

int usable_threads() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

/// Physical memory, or the limit of the control group where that is lower.
int64_t usable_memory() {
  int64_t bytes = static_cast<int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGE_SIZE);
  for (const char* file : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    int64_t limit = 0;
    if (std::ifstream(file) >> limit && limit > 0) bytes = std::min(bytes, limit);
  }
  return bytes;
}

/// The number after `name` at the start of a line, as in /proc/meminfo and memory.stat; 0 where there is none.
int64_t number_after(const char* file, const std::string& name) {
  std::ifstream stream(file);
  for (std::string word; stream >> word; stream.ignore(std::numeric_limits<std::streamsize>::max(), '\n')) {
    int64_t number = 0;
    if (word == name && stream >> number) return number;
  }
  return 0;
}

/// What a control group has left, cached files that it would give up included; the largest number where it has no
/// limit.
int64_t control_group_memory(const std::string& folder, const char* limit_file, const char* usage_file,
                             const char* inactive_files) {
  int64_t limit = 0;
  int64_t usage = 0;
  if (!(std::ifstream(folder + limit_file) >> limit) || !(std::ifstream(folder + usage_file) >> usage)) {
    return std::numeric_limits<int64_t>::max();
  }
  return std::max<int64_t>(0, limit - usage + number_after((folder + "memory.stat").c_str(), inactive_files));
}

}  // namespace

int64_t available_memory_bytes() {
  const int64_t free_of_all = number_after("/proc/meminfo", "MemAvailable:") * 1024;  // it counts in KiB
  return std::min({free_of_all > 0 ? free_of_all : usable_memory(),
                   control_group_memory("/sys/fs/cgroup/", "memory.max", "memory.current", "inactive_file"),
                   control_group_memory("/sys/fs/cgroup/memory/", "memory.limit_in_bytes", "memory.usage_in_bytes",
                                        "total_inactive_file")});
}

Device describe_cpu() { return {cpu_name(), "cpu", usable_memory(), usable_threads(), instruction_sets()}; }

void return_freed_memory() {
#if defined(__GLIBC__)
  // Unless it is set, the C library raises it up to 32 MiB as blocks are freed, and keeps what is smaller.
  constexpr int kLargeBlock = 1 << 20;
  mallopt(M_MMAP_THRESHOLD, kLargeBlock);
#endif
}

int64_t peak_memory_bytes() {
  // Not getrusage: what that gives begins with the memory of the process that started this one.
  return number_after("/proc/self/status", "VmHWM:") * 1024;  // it counts in KiB
}

}  // namespace ablate
