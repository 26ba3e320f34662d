#include "ranks/launcher.h"

#include <doctest/doctest.h>

#include "failure_message.h"

using namespace ablate;

TEST_CASE("without a launcher a process is the only rank") {
  const RankPlace place = find_rank_place({{"PATH", "/bin"}});
  CHECK(place.launcher == Launcher::none);
  CHECK(place.size == 1);
}

TEST_CASE("mpirun's, torchrun's and srun's variables") {
  const RankPlace mpi = find_rank_place({{"OMPI_COMM_WORLD_RANK", "3"},
                                         {"OMPI_COMM_WORLD_SIZE", "8"},
                                         {"OMPI_COMM_WORLD_LOCAL_RANK", "1"},
                                         {"SLURM_PROCID", "1"},  // of the step that mpirun's own daemon is
                                         {"SLURM_NTASKS", "2"},
                                         {"SLURM_STEP_ID", "0"}});
  CHECK(mpi.launcher == Launcher::mpi);
  CHECK(mpi.rank == 3);
  CHECK(mpi.size == 8);
  CHECK(mpi.local_rank == 1);
  CHECK_FALSE(mpi.meeting_point);

  const RankPlace torchrun = find_rank_place(
      {{"RANK", "1"}, {"WORLD_SIZE", "2"}, {"LOCAL_RANK", "1"}, {"MASTER_ADDR", "10.0.0.1"}, {"MASTER_PORT", "29500"}});
  CHECK(torchrun.launcher == Launcher::torchrun);
  CHECK(torchrun.rank == 1);
  CHECK(torchrun.meeting_point->host == "10.0.0.1");
  CHECK(torchrun.meeting_point->port == 29500);

  const RankPlace slurm = find_rank_place({{"SLURM_PROCID", "2"},
                                           {"SLURM_NTASKS", "4"},
                                           {"SLURM_STEP_NUM_TASKS", "4"},
                                           {"SLURM_LOCALID", "0"},
                                           {"SLURM_JOB_ID", "77"},
                                           {"SLURM_STEP_ID", "0"},
                                           {"SLURM_STEP_NODELIST", "gpu[07-09,12]"}});
  CHECK(slurm.launcher == Launcher::slurm);
  CHECK(slurm.rank == 2);
  CHECK(slurm.size == 4);
  CHECK(slurm.meeting_point->host == "gpu07");

  const RankPlace other_mpi = find_rank_place({{"PMI_RANK", "1"}, {"PMI_SIZE", "2"}});
  CHECK(other_mpi.launcher == Launcher::mpi);
  CHECK(other_mpi.rank == 1);
}

TEST_CASE("torchrun's own store keeps its port") {
  const RankPlace place = find_rank_place({{"RANK", "0"},
                                           {"WORLD_SIZE", "2"},
                                           {"MASTER_ADDR", "localhost"},
                                           {"MASTER_PORT", "29500"},
                                           {"TORCHELASTIC_USE_AGENT_STORE", "True"}});
  CHECK(place.meeting_point->port == 29501);
}

TEST_CASE("a batch script of Slurm is one rank, however many tasks its job has") {
  const RankPlace place =
      find_rank_place({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "4"}, {"SLURM_JOB_ID", "77"}, {"SLURM_LOCALID", "0"}});
  CHECK(place.size == 1);
  CHECK(place.note == "SLURM_NTASKS is 4, but srun did not start this process: it trains as one rank");
}

TEST_CASE("contradictions are refused in one sentence") {
  const auto message = [](const Environment& environment) {
    return test::failure_message([&] { find_rank_place(environment); });
  };
  CHECK(message({{"RANK", "0"}, {"WORLD_SIZE", "2"}, {"OMPI_COMM_WORLD_RANK", "0"}, {"OMPI_COMM_WORLD_SIZE", "4"}}) ==
        "two launchers contradict each other: OMPI_COMM_WORLD_RANK=0, OMPI_COMM_WORLD_SIZE=4, but RANK=0, "
        "WORLD_SIZE=2; unset the variables of one of them");
  CHECK(message({{"RANK", "2"}, {"WORLD_SIZE", "2"}}) == "RANK=2, WORLD_SIZE=2: the ranks of 2 are 0 to 1");
  CHECK(message({{"RANK", "x"}, {"WORLD_SIZE", "2"}}) ==
        "the environment variable RANK must be an integer from 0 to 1048576, not \"x\"");
  CHECK(message({{"WORLD_SIZE", "2"}}) == "of RANK and WORLD_SIZE only one is set; set both, or neither for one rank");
  CHECK(message({{"RANK", "0"}, {"WORLD_SIZE", "2"}}) ==
        "RANK and WORLD_SIZE are set, but not where rank 0 is; set MASTER_ADDR and MASTER_PORT");
}

TEST_CASE("the first machine of Slurm's list") {
  CHECK(first_host("alpha") == "alpha");
  CHECK(first_host("alpha,beta") == "alpha");
  CHECK(first_host("node[3-5,9],other") == "node3");
  CHECK(first_host("node[007]") == "node007");
  CHECK(first_host("node[1,4]") == "node1");
}
