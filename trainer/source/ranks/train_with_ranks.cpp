#include "ranks/train_with_ranks.h"

#include <fstream>
#include <iostream>
#include <iterator>
#include <new>

#include "machine/machine.h"
#include "protocol/configuration.h"
#include "protocol/exit_status.h"
#include "ranks/mpi_transport.h"
#include "ranks/ring_collectives.h"
#include "ranks/tcp_transport.h"
#include "ranks/world_team.h"
#include "training/train.h"

namespace ablate {

namespace {

/// MPI where the ranks were started by it and the module is there; null: TCP.
const AblateMpi* start_mpi(const RankPlace& place) {
  if (place.launcher != Launcher::mpi) return nullptr;
  std::string reason;
  const AblateMpi* const mpi = load_mpi(reason);
  if (mpi == nullptr) {
    if (place.meeting_point) return nullptr;
    throw Failure(FailureKind::configuration, "MPI started " + std::to_string(place.size) + " ranks, but " + reason +
                                                  "; set MASTER_ADDR and MASTER_PORT for TCP in its place");
  }
  int64_t rank = 0;
  int64_t size = 0;
  if (mpi->start(&rank, &size) != 0 || rank != place.rank || size != place.size) {
    throw Failure(FailureKind::configuration,
                  "this is rank " + std::to_string(place.rank) + " of " + std::to_string(place.size) +
                      ", but the MPI that the trainer was built with says " + std::to_string(rank) + " of " +
                      std::to_string(size) + "; start it with that MPI's mpirun");
  }
  return mpi;
}

std::unique_ptr<Transport> connect_group(const AblateMpi* mpi, World& world, const RankGrid& grid) {
  if (mpi != nullptr) return std::make_unique<MpiTransport>(*mpi, world, grid);
  return std::make_unique<TcpTransport>(world, grid);
}

void tell_of_cores(const RankPlace& place, int threads) {
  const int cores = describe_cpu().threads;
  if (cores >= threads) return;
  std::cerr << "rank " << place.rank << " has " << threads << " threads for " << cores
            << " cores: mpirun gives more with --bind-to none, srun with --cpus-per-task" << std::endl;
}

void require_same_configuration(World& world, const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const std::vector<std::string> texts = world.gather(text);
  for (size_t rank = 1; rank < texts.size(); ++rank) {
    if (texts[rank] != text) {
      throw Failure(FailureKind::configuration, "rank " + std::to_string(rank) +
                                                    " reads another configuration than rank 0; give all the same file");
    }
  }
}

int train_in_world(const RankPlace& place, const AblateMpi* mpi, World& world, const std::filesystem::path& file,
                   Events& events, const std::atomic<int>& interrupted) {
  const TrainConfiguration whole = read_train_configuration(file);
  require_same_configuration(world, file);
  const RankGrid grid = divide_ranks(place.rank, place.size, static_cast<int64_t>(whole.arms.size()),
                                     whole.sequences_per_step, whole.data_parallel);
  tell_of_cores(place, whole.threads);
  WorldTeam team(world, grid, std::make_unique<RingCollectives>(connect_group(mpi, world, grid)), whole, events);
  TrainConfiguration own = whole;
  const auto first = whole.arms.begin() + grid.first_arm;
  own.arms = {first, first + grid.arms};
  const int status = run_train(own, team, interrupted);
  team.finish();
  return status;
}

}  // namespace

int train_with_ranks(const RankPlace& place, const std::filesystem::path& file, Events& events,
                     const std::atomic<int>& interrupted) {
  const AblateMpi* const mpi = start_mpi(place);
  const auto world = mpi == nullptr ? World::meet(place, interrupted)
                                    : World::meet(place, interrupted, [&](const std::string& from_first) {
                                        return mpi_broadcast(*mpi, from_first);
                                      });
  const auto fail = [&](FailureKind kind, const std::string& message) {
    world->fail(kind, message);
    if (place.rank == 0) throw Failure(kind, message);
    std::cerr << "ablate-trainer: rank " << place.rank << ": " << message << std::endl;
    return kind == FailureKind::configuration ? kExitUsage : kExitFailed;
  };
  try {
    const int status = train_in_world(place, mpi, *world, file, events, interrupted);
    if (mpi != nullptr) mpi->finish();
    return status;
  } catch (const EndedByAnotherRank& end) {
    return end.kind() == FailureKind::configuration ? kExitUsage : kExitFailed;
  } catch (const Failure& failure) {
    return fail(failure.kind(), failure.what());
  } catch (const std::bad_alloc&) {
    return fail(FailureKind::memory, "not enough memory: train fewer arms at once or a smaller model");
  } catch (const std::exception& error) {
    return fail(FailureKind::internal, error.what());
  }
}

}  // namespace ablate
