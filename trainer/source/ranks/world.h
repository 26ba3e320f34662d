#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "protocol/failure.h"
#include "ranks/launcher.h"
#include "ranks/socket.h"

namespace ablate {

/// Another rank has failed: rank 0 tells of it, the others end in silence.
class EndedByAnotherRank : public Failure {
 public:
  using Failure::Failure;
};

/// All ranks of a run: each has a connection to rank 0, over which they agree and over which the end of one becomes
/// the end of all. Used by one thread.
class World {
 public:
  /// Where rank 0 waits. Several hosts are addresses of one machine.
  struct Meeting {
    std::vector<std::string> hosts;
    int port = 0;
  };

  /// Rank 0 waits for the others, the others look for it, at the meeting point or one of the ports after it. Throws
  /// Failure (ranks) where not all have met within two minutes, or `interrupted` becomes non-zero.
  static std::unique_ptr<World> meet(const RankPlace& place, const std::atomic<int>& interrupted);

  /// The same where rank 0 tells the others by `share` where it waits, which returns what rank 0 gave to it.
  static std::unique_ptr<World> meet(const RankPlace& place, const std::atomic<int>& interrupted,
                                     const std::function<std::string(const std::string& from_first)>& share);

  int64_t rank() const { return rank_; }
  int64_t size() const { return size_; }

  /// On rank 0 what every rank has given, by rank; elsewhere nothing. Every rank must call it.
  std::vector<std::string> gather(const std::string& own);
  /// What rank 0 has given, on every rank.
  std::string broadcast(const std::string& from_first);

  /// Throws Failure where a rank has failed or is lost, EndedByAnotherRank where rank 0 tells of it already. To be
  /// called while waiting for others by another way.
  void check() { read_frames(std::chrono::steady_clock::now()); }
  /// The connection to a rank has ended: throws what is known of the reason.
  [[noreturn]] void lost(int64_t rank);
  /// This rank has waited too long for another.
  [[noreturn]] static void waited_too_long();

  /// Ends the other ranks. What failed here is told by rank 0.
  void fail(FailureKind kind, const std::string& message) noexcept;

  /// The address of rank 0, or of another by its own connection to rank 0, in digits.
  std::string host_of(int64_t rank) const;

  /// How long a rank waits for one that is there but does not answer.
  static constexpr std::chrono::minutes kPatience{30};

 private:
  World(int64_t rank, int64_t size) : rank_(rank), size_(size) {}
  void accept_others(const Socket& listener, uint64_t token, const std::atomic<int>& interrupted);
  void find_first(const Meeting& meeting, uint64_t token, const std::atomic<int>& interrupted);
  void send(const Socket& to, uint64_t kind, const std::string& content) const;
  /// The rank at the other end of a connection.
  int64_t peer(size_t connection) const { return rank_ == 0 ? static_cast<int64_t>(connection) + 1 : 0; }
  /// Waits until the deadline for something to come, and keeps what has come.
  void read_frames(Deadline deadline);
  void read_frame(size_t connection);
  std::string next(size_t connection);

  int64_t rank_;
  int64_t size_;
  std::vector<Socket> connections_;  ///< on rank 0 to ranks 1, 2, …; elsewhere one to rank 0
  std::vector<std::deque<std::string>> inbox_;
};

}  // namespace ablate
