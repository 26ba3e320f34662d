#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace ablate {

using Environment = std::map<std::string, std::string>;

/// Who started the ranks of a run.
enum class Launcher { none, torchrun, mpi, slurm };

/// Where rank 0 waits for the others, when they meet over TCP.
struct MeetingPoint {
  std::string host;
  int port = 0;  ///< the first of a few that are tried
};

/// Which rank of how many this process is.
struct RankPlace {
  Launcher launcher = Launcher::none;
  int64_t rank = 0;
  int64_t size = 1;
  int64_t local_rank = 0;  ///< among the ranks of this machine: which of its accelerators to use
  std::optional<MeetingPoint> meeting_point = {};
  std::string job = {};   ///< the same for all ranks of a job, and of no other on these machines
  std::string note = {};  ///< for people, where the environment can be misread
};

/// Reads it from the environment, from the innermost launcher outwards: `RANK`, `WORLD_SIZE`, `LOCAL_RANK` (torchrun);
/// `OMPI_COMM_WORLD_RANK`, `_SIZE`, `_LOCAL_RANK` or `PMI_RANK`, `PMI_SIZE` (MPI); `SLURM_PROCID`,
/// `SLURM_STEP_NUM_TASKS` or `SLURM_NTASKS`, `SLURM_LOCALID` (srun). A batch script of Slurm has `SLURM_PROCID` too,
/// but no `SLURM_STEP_ID`: it is one rank. None of these: one rank. `MASTER_ADDR` and `MASTER_PORT` are the meeting
/// point; without them Slurm's is the first machine of the step. Throws Failure (configuration) where the variables
/// contradict each other.
RankPlace find_rank_place(const Environment& environment);

/// The environment of this process.
Environment process_environment();

/// The first machine of a list of Slurm's: `node3` of `node[3-5,9],other`.
std::string first_host(const std::string& node_list);

}  // namespace ablate
