#include "machine/machine.h"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
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

}  // namespace

Device describe_cpu() { return {cpu_name(), "cpu", usable_memory(), usable_threads(), instruction_sets()}; }

int64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<int64_t>(usage.ru_maxrss) * 1024;  // Linux counts in KiB
}

}  // namespace ablate
