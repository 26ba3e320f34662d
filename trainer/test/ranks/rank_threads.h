#pragma once

#include <condition_variable>
#include <cstring>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "ranks/ring_collectives.h"

namespace ablate::test {

/// Messages between threads that stand for ranks.
class Mailboxes {
 public:
  void put(int64_t from, int64_t to, std::span<const std::byte> message) {
    const std::lock_guard lock(mutex_);
    boxes_[{from, to}].emplace_back(message.begin(), message.end());
    arrived_.notify_all();
  }

  void take(int64_t from, int64_t to, std::span<std::byte> out) {
    std::unique_lock lock(mutex_);
    auto& box = boxes_[{from, to}];
    arrived_.wait(lock, [&] { return !box.empty(); });
    if (box.front().size() != out.size()) throw std::logic_error("the ranks do not agree on a length");
    std::memcpy(out.data(), box.front().data(), out.size());
    box.pop_front();
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::map<std::pair<int64_t, int64_t>, std::deque<std::vector<std::byte>>> boxes_;
};

class MailTransport final : public Transport {
 public:
  MailTransport(Mailboxes& mail, int64_t rank, int64_t size) : mail_(mail), rank_(rank), size_(size) {}
  int64_t rank() const override { return rank_; }
  int64_t size() const override { return size_; }
  void exchange(int64_t to, std::span<const std::byte> out, int64_t from, std::span<std::byte> in) override {
    if (!out.empty()) mail_.put(rank_, to, out);
    if (!in.empty()) mail_.take(from, rank_, in);
  }

 private:
  Mailboxes& mail_;
  int64_t rank_;
  int64_t size_;
};

/// Calls work(rank) in a thread for each rank; throws again what one of them threw.
inline void run_ranks(int64_t ranks, const std::function<void(int64_t rank)>& work) {
  std::vector<std::exception_ptr> failures(static_cast<size_t>(ranks));
  std::vector<std::thread> threads;
  for (int64_t rank = 0; rank < ranks; ++rank) {
    threads.emplace_back([&, rank] {
      try {
        work(rank);
      } catch (...) {
        failures[static_cast<size_t>(rank)] = std::current_exception();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

/// The same with the collectives of the rank.
inline void run_collectives(int64_t ranks, const std::function<void(Collectives& collectives)>& work) {
  Mailboxes mail;
  run_ranks(ranks, [&](int64_t rank) {
    RingCollectives collectives(std::make_unique<MailTransport>(mail, rank, ranks));
    work(collectives);
  });
}

}  // namespace ablate::test
