#include "ranks/tcp_transport.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <random>
#include <sstream>

namespace ablate {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kConnectTime(30);
constexpr int kPollMilliseconds = 500;
/// A rank on the machine of rank 0 is reached where rank 0 is.
const char* const kBesideFirst = "-";

/// What a rank says when it connects.
struct Greeting {
  uint64_t secret;  ///< of this run, so that nobody else is taken for a rank
  int64_t position;
};

/// The secret, then where each rank waits, by rank: "host port".
std::string table_of(World& world, int port) {
  const std::vector<std::string> ports = world.gather(std::to_string(port));
  std::random_device random;
  std::string table = std::to_string((uint64_t{random()} << 32) ^ random()) + "\n";
  for (size_t rank = 0; rank < ports.size(); ++rank) {
    std::string host = kBesideFirst;
    if (rank > 0) {
      const std::string seen = world.host_of(static_cast<int64_t>(rank));
      if (seen.rfind("127.", 0) != 0 && seen != "::1") host = seen;
    }
    table += host + " " + ports[rank] + "\n";
  }
  return world.broadcast(table);
}

}  // namespace

TcpTransport::TcpTransport(World& world, const RankGrid& grid)
    : world_(world), grid_(grid), rank_(grid.position), peers_(static_cast<size_t>(grid.data_parallel)) {
  // Version 4 of the protocol and any address of this machine: the others choose by how they see rank 0.
  const auto listener = listen_at("", 0);
  if (!listener) throw Failure(FailureKind::ranks, "no port is free for connections between the ranks");
  std::istringstream table(table_of(world, listener->port()));
  std::vector<std::pair<std::string, int>> places(static_cast<size_t>(world.size()));
  Greeting greeting{0, rank_};
  table >> greeting.secret;
  for (auto& [host, port] : places) table >> host >> port;

  const auto fail = [&](int64_t peer) {
    throw Failure(FailureKind::ranks, "rank " + std::to_string(world.rank()) + " cannot reach rank " +
                                          std::to_string(grid.rank_at(peer)) + " over TCP");
  };
  const Deadline deadline = Clock::now() + kConnectTime;
  for (int64_t lower = 0; lower < rank_; ++lower) {
    const auto& [host, port] = places[static_cast<size_t>(grid.rank_at(lower))];
    auto connection = connect_to(host == kBesideFirst ? world.host_of(0) : host, port, deadline);
    if (!connection || !connection->send(std::as_bytes(std::span(&greeting, 1)), deadline)) fail(lower);
    peers_[static_cast<size_t>(lower)] = std::move(*connection);
  }
  for (int64_t missing = size() - 1 - rank_; missing > 0;) {
    auto connection = accept_from(*listener, deadline);
    if (!connection) fail(size() - 1);
    Greeting other{};
    if (!connection->receive(std::as_writable_bytes(std::span(&other, 1)), deadline)) continue;
    if (other.secret != greeting.secret || other.position <= rank_ || other.position >= size()) continue;
    peers_[static_cast<size_t>(other.position)] = std::move(*connection);
    --missing;
  }
}

void TcpTransport::exchange(int64_t to, std::span<const std::byte> out, int64_t from, std::span<std::byte> in) {
  const auto patience = Clock::now() + World::kPatience;
  while (!out.empty() || !in.empty()) {
    pollfd entries[2] = {{out.empty() ? -1 : peers_[static_cast<size_t>(to)].descriptor(), POLLOUT, 0},
                         {in.empty() ? -1 : peers_[static_cast<size_t>(from)].descriptor(), POLLIN, 0}};
    if (poll(entries, 2, kPollMilliseconds) <= 0) {
      world_.check();
      if (Clock::now() > patience) World::waited_too_long();
      continue;
    }
    const auto failed = [](ssize_t moved) { return moved < 0 && errno != EAGAIN && errno != EINTR; };
    if (entries[0].revents != 0) {
      const ssize_t sent = send(entries[0].fd, out.data(), out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (failed(sent)) world_.lost(grid_.rank_at(to));
      if (sent > 0) out = out.subspan(static_cast<size_t>(sent));
    }
    if (entries[1].revents != 0) {
      const ssize_t received = recv(entries[1].fd, in.data(), in.size(), MSG_DONTWAIT);
      if (received == 0 || failed(received)) world_.lost(grid_.rank_at(from));
      if (received > 0) in = in.subspan(static_cast<size_t>(received));
    }
  }
}

}  // namespace ablate
