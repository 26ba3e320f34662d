#include "ranks/launcher.h"

#include <unistd.h>

#include <charconv>
#include <functional>

#include "protocol/failure.h"

namespace ablate {

namespace {

constexpr int64_t kMostRanks = int64_t{1} << 20;
constexpr int kSlurmFirstPort = 20000;
constexpr size_t kSlurmPorts = 20000;

[[noreturn]] void fail(const std::string& message) { throw Failure(FailureKind::configuration, message); }

/// The variables of a launcher, by name.
struct Names {
  Launcher launcher;
  std::string rank;
  std::string size;
  std::string local_rank;
};

std::string text(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? "" : found->second;
}

int64_t integer(const Environment& environment, const std::string& name, int64_t least, int64_t most) {
  const std::string value = text(environment, name);
  int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() || number < least || number > most) {
    fail("the environment variable " + name + " must be an integer from " + std::to_string(least) + " to " +
         std::to_string(most) + ", not \"" + value + "\"");
  }
  return number;
}

bool has(const Environment& environment, const std::string& name) { return !text(environment, name).empty(); }

std::string shown(const Environment& environment, const Names& names) {
  return names.rank + "=" + text(environment, names.rank) + ", " + names.size + "=" + text(environment, names.size);
}

/// What the launcher's variables say; nothing where it did not set both.
std::optional<RankPlace> read_place(const Environment& environment, const Names& names) {
  if (!has(environment, names.rank) || !has(environment, names.size)) return std::nullopt;
  RankPlace place{.launcher = names.launcher};
  place.size = integer(environment, names.size, 1, kMostRanks);
  place.rank = integer(environment, names.rank, 0, kMostRanks);
  if (place.rank >= place.size) {
    fail(shown(environment, names) + ": the ranks of " + std::to_string(place.size) + " are 0 to " +
         std::to_string(place.size - 1));
  }
  if (has(environment, names.local_rank)) {
    place.local_rank = integer(environment, names.local_rank, 0, kMostRanks);
  }
  return place;
}

std::optional<MeetingPoint> stated_meeting_point(const Environment& environment) {
  const bool has_host = has(environment, "MASTER_ADDR");
  const bool has_port = has(environment, "MASTER_PORT");
  if (!has_host || !has_port) return std::nullopt;
  MeetingPoint point{text(environment, "MASTER_ADDR"), static_cast<int>(integer(environment, "MASTER_PORT", 1, 65000))};
  // There torchrun's own store listens.
  if (text(environment, "TORCHELASTIC_USE_AGENT_STORE") == "True") ++point.port;
  return point;
}

std::string slurm_step(const Environment& environment) {
  return text(environment, "SLURM_JOB_ID") + "." + text(environment, "SLURM_STEP_ID");
}

MeetingPoint slurm_meeting_point(const Environment& environment) {
  std::string nodes = text(environment, "SLURM_STEP_NODELIST");
  if (nodes.empty()) nodes = text(environment, "SLURM_JOB_NODELIST");
  if (nodes.empty()) {
    fail("Slurm does not say on which machines the ranks are (SLURM_STEP_NODELIST); set MASTER_ADDR and MASTER_PORT");
  }
  const size_t step = std::hash<std::string>()(slurm_step(environment));
  return {first_host(nodes), kSlurmFirstPort + static_cast<int>(step % kSlurmPorts)};
}

}  // namespace

std::string first_host(const std::string& node_list) {
  const size_t end = node_list.find_first_of(",[");
  const std::string name = node_list.substr(0, end);
  if (end == std::string::npos || node_list[end] == ',') return name;
  return name + node_list.substr(end + 1, node_list.find_first_of(",-]", end) - end - 1);
}

RankPlace find_rank_place(const Environment& environment) {
  const Names torchrun{Launcher::torchrun, "RANK", "WORLD_SIZE", "LOCAL_RANK"};
  const Names open_mpi{Launcher::mpi, "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK"};
  const Names other_mpi{Launcher::mpi, "PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID"};
  const bool in_step = has(environment, "SLURM_STEP_ID");
  const Names slurm{Launcher::slurm, "SLURM_PROCID",
                    has(environment, "SLURM_STEP_NUM_TASKS") ? "SLURM_STEP_NUM_TASKS" : "SLURM_NTASKS",
                    "SLURM_LOCALID"};

  std::optional<RankPlace> place = read_place(environment, open_mpi);
  const std::optional<RankPlace> by_torchrun = read_place(environment, torchrun);
  if (place && by_torchrun && (place->rank != by_torchrun->rank || place->size != by_torchrun->size)) {
    fail("two launchers contradict each other: " + shown(environment, open_mpi) + ", but " +
         shown(environment, torchrun) + "; unset the variables of one of them");
  }
  if (!place) place = by_torchrun;
  if (!place && in_step) place = read_place(environment, slurm);
  if (!place) place = read_place(environment, other_mpi);
  if (!place) {
    if (has(environment, "RANK") != has(environment, "WORLD_SIZE")) {
      fail("of RANK and WORLD_SIZE only one is set; set both, or neither for one rank");
    }
    RankPlace alone;
    if (has(environment, "SLURM_NTASKS") && integer(environment, "SLURM_NTASKS", 1, kMostRanks) > 1) {
      alone.note = "SLURM_NTASKS is " + text(environment, "SLURM_NTASKS") +
                   ", but srun did not start this process: it trains as one rank";
    }
    return alone;
  }

  if (place->size == 1) return *place;
  place->meeting_point = stated_meeting_point(environment);
  if (!place->meeting_point && place->launcher == Launcher::slurm) {
    place->meeting_point = slurm_meeting_point(environment);
  }
  if (!place->meeting_point && place->launcher == Launcher::torchrun) {
    fail("RANK and WORLD_SIZE are set, but not where rank 0 is; set MASTER_ADDR and MASTER_PORT");
  }
  place->job = place->launcher == Launcher::slurm ? slurm_step(environment) : text(environment, "TORCHELASTIC_RUN_ID");
  place->job += "/" + text(environment, "MASTER_PORT") + "/" + std::to_string(place->size);
  return *place;
}

Environment process_environment() {
  Environment variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string line = *entry;
    const size_t equals = line.find('=');
    if (equals != std::string::npos) variables.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return variables;
}

}  // namespace ablate
