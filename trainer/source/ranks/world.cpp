#include "ranks/world.h"

#include <poll.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <sstream>
#include <thread>

namespace ablate {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kMeetingTime = 120s;
constexpr auto kAttempt = 200ms;
/// How long the end of a connection may go without a reason.
constexpr auto kReasonTime = 5s;
/// How long a frame that has begun may take.
constexpr auto kFrameTime = 60s;
constexpr int kPortsTried = 16;
constexpr uint64_t kMagic = 0x31736b6e61726c61;  // "alranks1"
constexpr uint64_t kContent = 1;
constexpr uint64_t kFailure = 2;
constexpr uint64_t kMostBytes = uint64_t{1} << 30;

struct Greeting {
  uint64_t magic;
  uint64_t token;
  uint64_t rank;
};

struct FrameHead {
  uint64_t kind;
  uint64_t bytes;
};

template <typename T>
std::span<const std::byte> bytes_of(const T& value) {
  return std::as_bytes(std::span(&value, 1));
}

template <typename T>
std::span<std::byte> writable_bytes_of(T& value) {
  return std::as_writable_bytes(std::span(&value, 1));
}

std::string seconds(std::chrono::seconds time) { return std::to_string(time.count()) + " s"; }

[[noreturn]] void fail_ranks(const std::string& message) { throw Failure(FailureKind::ranks, message); }

void stop_if(const std::atomic<int>& interrupted) {
  if (interrupted != 0) fail_ranks("stopped while the ranks were still meeting");
}

/// FNV-1a, 64 bits.
uint64_t hash(const std::string& text) {
  uint64_t value = 0xcbf29ce484222325;
  for (const char letter : text) value = (value ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
  return value;
}

/// A failure on its way to rank 0: the name of its kind, a space, the message.
std::string written(FailureKind kind, const std::string& message) {
  return std::string(failure_code(kind)) + " " + message;
}

FailureKind kind_of(const std::string& code) {
  for (const FailureKind kind : {FailureKind::configuration, FailureKind::data, FailureKind::model,
                                 FailureKind::storage, FailureKind::device, FailureKind::memory, FailureKind::ranks}) {
    if (code == failure_code(kind)) return kind;
  }
  return FailureKind::internal;
}

}  // namespace

std::unique_ptr<World> World::meet(const RankPlace& place, const std::atomic<int>& interrupted) {
  std::unique_ptr<World> world(new World(place.rank, place.size));
  const uint64_t token = hash(place.job);
  const Meeting meeting{{place.meeting_point->host}, place.meeting_point->port};
  if (place.rank != 0) {
    world->find_first(meeting, token, interrupted);
    return world;
  }
  for (int port = meeting.port; port < meeting.port + kPortsTried; ++port) {
    if (const auto listener = listen_at(meeting.hosts[0], port)) {
      world->accept_others(*listener, token, interrupted);
      return world;
    }
  }
  fail_ranks("rank 0 cannot wait at port " + std::to_string(meeting.port) +
             " or the ones after it; set MASTER_PORT to one that is free");
}

std::unique_ptr<World> World::meet(const RankPlace& place, const std::atomic<int>& interrupted,
                                   const std::function<std::string(const std::string& from_first)>& share) {
  std::unique_ptr<World> world(new World(place.rank, place.size));
  if (place.rank == 0) {
    const auto listener = listen_at("", 0);
    if (!listener) fail_ranks("rank 0 cannot wait for the others: no port is free");
    std::random_device random;
    const uint64_t token = (uint64_t{random()} << 32) ^ random();
    std::string told = std::to_string(token) + " " + std::to_string(listener->port());
    for (const std::string& address : own_addresses()) told += " " + address;
    share(told);
    world->accept_others(*listener, token, interrupted);
    return world;
  }
  std::istringstream told(share(""));
  uint64_t token = 0;
  Meeting meeting;
  told >> token >> meeting.port;
  for (std::string host; told >> host;) meeting.hosts.push_back(host);
  world->find_first(meeting, token, interrupted);
  return world;
}

void World::accept_others(const Socket& listener, uint64_t token, const std::atomic<int>& interrupted) {
  connections_.resize(static_cast<size_t>(size_ - 1));
  inbox_.resize(connections_.size());
  const Deadline deadline = Clock::now() + kMeetingTime;
  for (int64_t missing = size_ - 1; missing > 0;) {
    stop_if(interrupted);
    if (Clock::now() > deadline) {
      fail_ranks(std::to_string(missing) + " of " + std::to_string(size_) + " ranks did not come within " +
                 seconds(kMeetingTime) + "; see that all were started and can reach rank 0");
    }
    auto connection = accept_from(listener, Clock::now() + kAttempt);
    if (!connection) continue;
    Greeting greeting{};
    // Whatever else finds the port is turned away.
    if (!connection->receive(writable_bytes_of(greeting), Clock::now() + kAttempt * 5)) continue;
    if (greeting.magic != kMagic || greeting.token != token || greeting.rank == 0 ||
        greeting.rank >= static_cast<uint64_t>(size_) || connections_[greeting.rank - 1].open()) {
      continue;
    }
    if (!connection->send(bytes_of(greeting), Clock::now() + kAttempt * 5)) continue;
    connections_[greeting.rank - 1] = std::move(*connection);
    --missing;
  }
}

void World::find_first(const Meeting& meeting, uint64_t token, const std::atomic<int>& interrupted) {
  inbox_.resize(1);
  const Deadline deadline = Clock::now() + kMeetingTime;
  const Greeting greeting{kMagic, token, static_cast<uint64_t>(rank_)};
  const int ports = meeting.hosts.size() > 1 ? 1 : kPortsTried;
  while (Clock::now() < deadline) {
    for (const std::string& host : meeting.hosts) {
      for (int port = meeting.port; port < meeting.port + ports; ++port) {
        stop_if(interrupted);
        auto connection = connect_to(host, port, Clock::now() + kAttempt * 5);
        Greeting answer{};
        if (connection && connection->send(bytes_of(greeting), Clock::now() + kAttempt * 5) &&
            connection->receive(writable_bytes_of(answer), Clock::now() + kAttempt * 10) &&
            std::memcmp(&answer, &greeting, sizeof answer) == 0) {
          connections_.push_back(std::move(*connection));
          return;
        }
      }
    }
    std::this_thread::sleep_for(kAttempt);
  }
  fail_ranks("rank " + std::to_string(rank_) + " did not find rank 0 at " + meeting.hosts.front() + ", port " +
             std::to_string(meeting.port) + ", within " + seconds(kMeetingTime));
}

void World::send(const Socket& to, uint64_t kind, const std::string& content) const {
  const FrameHead head{kind, content.size()};
  const Deadline deadline = Clock::now() + kPatience;
  // A peer that is gone is noticed where its answer is waited for, which may hold the reason.
  if (to.send(bytes_of(head), deadline)) to.send(std::as_bytes(std::span(content)), deadline);
}

void World::read_frames(Deadline deadline) {
  std::vector<pollfd> entries;
  for (const Socket& connection : connections_) entries.push_back({connection.descriptor(), POLLIN, 0});
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  if (poll(entries.data(), entries.size(), static_cast<int>(std::clamp<int64_t>(left, 0, 1000))) <= 0) return;
  for (size_t connection = 0; connection < entries.size(); ++connection) {
    if (entries[connection].revents != 0) read_frame(connection);
  }
}

void World::read_frame(size_t connection) {
  FrameHead head{};
  std::string content;
  bool whole = connections_[connection].receive(writable_bytes_of(head), Clock::now() + kFrameTime);
  if (whole && head.bytes <= kMostBytes) {
    content.resize(head.bytes);
    whole = connections_[connection].receive(std::as_writable_bytes(std::span(content)), Clock::now() + kFrameTime);
  }
  if (!whole || head.bytes > kMostBytes) {
    connections_[connection].close();
    fail_ranks("rank " + std::to_string(peer(connection)) +
               " was lost: its process ended, or its machine can no longer be reached");
  }
  if (head.kind == kFailure) {
    const size_t space = content.find(' ');
    const FailureKind kind = kind_of(content.substr(0, space));
    const std::string message = space == std::string::npos ? "" : content.substr(space + 1);
    if (rank_ != 0) throw EndedByAnotherRank(kind, message);
    throw Failure(kind, "rank " + std::to_string(peer(connection)) + ": " + message);
  }
  inbox_[connection].push_back(std::move(content));
}

std::string World::next(size_t connection) {
  const Deadline deadline = Clock::now() + kPatience;
  while (inbox_[connection].empty()) {
    if (Clock::now() > deadline) waited_too_long();
    read_frames(deadline);
  }
  std::string content = std::move(inbox_[connection].front());
  inbox_[connection].pop_front();
  return content;
}

std::vector<std::string> World::gather(const std::string& own) {
  if (rank_ != 0) {
    send(connections_[0], kContent, own);
    return {};
  }
  std::vector<std::string> all{own};
  for (size_t connection = 0; connection < connections_.size(); ++connection) all.push_back(next(connection));
  return all;
}

std::string World::broadcast(const std::string& from_first) {
  if (rank_ != 0) return next(0);
  for (const Socket& connection : connections_) send(connection, kContent, from_first);
  return from_first;
}

void World::lost(int64_t rank) {
  for (const Deadline deadline = Clock::now() + kReasonTime; Clock::now() < deadline;) read_frames(deadline);
  fail_ranks("rank " + std::to_string(rank_) + " lost its connection to rank " + std::to_string(rank));
}

void World::waited_too_long() {
  fail_ranks("a rank has not answered for " + std::to_string(kPatience.count()) + " minutes; see what it is doing");
}

void World::fail(FailureKind kind, const std::string& message) noexcept {
  for (const Socket& connection : connections_) {
    if (connection.open()) send(connection, kFailure, written(kind, message));
  }
  // Until they have read it: the end of a process with unread messages throws away what it sent.
  const Deadline deadline = Clock::now() + kReasonTime;
  for (const Socket& connection : connections_) {
    std::byte ignored[1 << 12];
    while (connection.open() && Clock::now() < deadline && connection.receive(std::span(ignored, 1), deadline)) {
    }
  }
}

std::string World::host_of(int64_t rank) const {
  return connections_[rank_ == 0 ? static_cast<size_t>(rank - 1) : 0].peer_host();
}

}  // namespace ablate
