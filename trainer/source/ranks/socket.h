#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ablate {

using Deadline = std::chrono::steady_clock::time_point;

/// A TCP connection, or a socket that waits for some. The system notices within half a minute that the machine at the
/// other end has gone.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int descriptor);
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&& other) noexcept;
  ~Socket();

  int descriptor() const { return descriptor_; }
  bool open() const { return descriptor_ >= 0; }
  void close();

  /// Sends all of it, or receives exactly so much. False where the other end is gone or the deadline has passed.
  bool send(std::span<const std::byte> bytes, Deadline deadline) const;
  bool receive(std::span<std::byte> bytes, Deadline deadline) const;
  /// Waits until there is something to read or the other end is gone; false when the deadline has passed.
  bool wait_readable(Deadline deadline) const;

  /// Address of the other end, in digits.
  std::string peer_host() const;
  /// The port of this end.
  int port() const;

 private:
  int descriptor_ = -1;
};

/// Waits for connections at `port`; 0 is any that is free. For connections from this machine only where `host` is a
/// loopback address. Empty where the port is taken.
std::optional<Socket> listen_at(const std::string& host, int port);

/// The next connection; empty when there is none until the deadline.
std::optional<Socket> accept_from(const Socket& listener, Deadline deadline);

/// One attempt to connect; empty where nobody answers.
std::optional<Socket> connect_to(const std::string& host, int port, Deadline deadline);

/// The addresses of this machine that others may reach it at, in digits; the loopback address last.
std::vector<std::string> own_addresses();

}  // namespace ablate
