#pragma once

#include <string>

#include "ranks/mpi_module.h"
#include "ranks/rank_grid.h"
#include "ranks/transport.h"
#include "ranks/world.h"

namespace ablate {

/// The module `ablate-trainer-mpi.so` beside the program; null, and `reason` says why, where it cannot be loaded.
const AblateMpi* load_mpi(std::string& reason);

/// What rank 0 gives, on all ranks. Throws Failure (ranks).
std::string mpi_broadcast(const AblateMpi& mpi, const std::string& from_first);

/// Messages over MPI.
class MpiTransport final : public Transport {
 public:
  /// `mpi` has been started; `world` must outlive it.
  MpiTransport(const AblateMpi& mpi, World& world, const RankGrid& grid) : mpi_(mpi), world_(world), grid_(grid) {}

  int64_t rank() const override { return grid_.position; }
  int64_t size() const override { return grid_.data_parallel; }
  void exchange(int64_t to, std::span<const std::byte> out, int64_t from, std::span<std::byte> in) override;

 private:
  void exchange_part(int64_t to, std::span<const std::byte> out, int64_t from, std::span<std::byte> in);

  const AblateMpi& mpi_;
  World& world_;
  RankGrid grid_;
};

}  // namespace ablate
