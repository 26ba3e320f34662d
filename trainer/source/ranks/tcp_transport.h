#pragma once

#include <vector>

#include "ranks/rank_grid.h"
#include "ranks/transport.h"
#include "ranks/world.h"

namespace ablate {

/// Messages over TCP: a connection between each two ranks of a group.
class TcpTransport final : public Transport {
 public:
  /// Connects the ranks of a group; every rank of the world must call it, whichever its group. `world` must outlive
  /// it. Throws Failure (ranks) where one cannot reach another.
  TcpTransport(World& world, const RankGrid& grid);

  int64_t rank() const override { return rank_; }
  int64_t size() const override { return static_cast<int64_t>(peers_.size()); }
  void exchange(int64_t to, std::span<const std::byte> out, int64_t from, std::span<std::byte> in) override;

 private:
  World& world_;
  RankGrid grid_;
  int64_t rank_;
  std::vector<Socket> peers_;  ///< by position in the group; none to itself
};

}  // namespace ablate
