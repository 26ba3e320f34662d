#pragma once

#include <deque>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace ablate {

/// Makes one stream of `train` events of those of several groups of arms, as if all arms were one pack: an event is
/// passed on when every group has written it, `arm_failed` at once.
class EventMerger {
 public:
  /// `first_arms`: of each group, in the order of the arms.
  EventMerger(std::vector<int64_t> first_arms, std::function<void(const std::string& line)> write);

  /// Takes lines of a group, each with its end.
  void take(size_t group, const std::string& lines);

  /// What `done` says of memory: the most of any rank, bytes.
  void set_peak_memory(int64_t bytes) { peak_memory_ = bytes; }

 private:
  bool merge_next();

  std::vector<int64_t> first_arms_;
  std::function<void(const std::string& line)> write_;
  std::vector<std::deque<nlohmann::ordered_json>> waiting_;
  int64_t peak_memory_ = 0;
};

}  // namespace ablate
