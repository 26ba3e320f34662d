#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "protocol/failure.h"

namespace ablate {

struct TrainStartEvent {
  int64_t parameters = 0;  ///< of one arm
  int64_t arms = 0;
  int64_t step = 0;      ///< steps already done: 0, or those of the checkpoint
  bool resumed = false;  ///< whether a checkpoint was loaded
};

/// The state of one arm at a step. A number that is not finite is written as null.
struct ArmStep {
  double loss = 0;           ///< mean cross-entropy in nats per token, over the steps since the last `step` event
  double gradient_norm = 0;  ///< before clipping, at this step
  double rate = 0;           ///< learning rate of this step
  std::vector<double> epochs = {};  ///< how often it has seen each source, in the order of the configuration
};

struct StepEvent {
  int64_t step = 0;    ///< steps done
  int64_t tokens = 0;  ///< target tokens that each arm has been trained on
  std::vector<ArmStep> arms;
  double tokens_per_second = 0;  ///< of all arms together
};

struct ArmFailedEvent {
  int64_t arm = 0;  ///< position in the configuration
  std::string name;
  int64_t step = 0;
  std::string message;
};

/// What an arm was trained on, of one source.
struct SourceCount {
  std::string name;
  int64_t sequences = 0;
  int64_t tokens = 0;           ///< target tokens
  int64_t bytes = 0;            ///< bytes of the target tokens
  int64_t epoch_sequences = 0;  ///< sequences that the source has; drawn again in another order once all have been

  /// How often the arm has seen the source.
  double epochs() const { return static_cast<double>(sequences) / static_cast<double>(epoch_sequences); }

  bool operator==(const SourceCount&) const = default;
};

struct ArmDone {
  std::string name;
  bool failed = false;
  std::vector<SourceCount> sources;
};

struct TrainDoneEvent {
  int64_t step = 0;
  double seconds = 0;
  int64_t peak_memory_bytes = 0;
  std::vector<ArmDone> arms;
};

/// How long the parts of a run take, for all arms of the pack.
struct MeasuredTimes {
  double start_seconds = 0;  ///< until they are initialised
  double step_seconds = 0;
  double checkpoint_seconds = 0;
};

/// What a run of `train` will take.
struct PlanEvent {
  int64_t parameters = 0;              ///< of one arm
  int64_t available_memory_bytes = 0;  ///< that the device can give now
  std::vector<int64_t> memory_bytes;   ///< at most resident, for packs of the first 1, 2, … arms
  std::optional<MeasuredTimes> measured;
};

struct ScoreStartEvent {
  int64_t models = 0;
  int64_t requests = 0;
};

struct ScoreDoneEvent {
  int64_t requests = 0;
  double seconds = 0;
  int64_t peak_memory_bytes = 0;
};

struct GenerateStartEvent {
  int64_t models = 0;
  int64_t requests = 0;
};

struct GenerateDoneEvent {
  int64_t requests = 0;
  int64_t tokens = 0;  ///< that were generated, of all models together
  double seconds = 0;
  int64_t peak_memory_bytes = 0;
};

struct Device {
  std::string name;
  std::string kind;  ///< "cpu"
  int64_t memory_bytes = 0;
  int threads = 0;
  std::vector<std::string> instructions;
};

/// Writes the protocol's events: one JSON object a line, flushed at once. When the reader has gone (a write fails),
/// `on_closed` is called once and later events are dropped.
class Events {
 public:
  explicit Events(std::ostream& out, std::function<void()> on_closed = {});

  void start(const TrainStartEvent& event);
  void step(const StepEvent& event);
  void checkpoint(int64_t step);
  void arm_failed(const ArmFailedEvent& event);
  void done(const TrainDoneEvent& event);

  void start(const ScoreStartEvent& event);
  void progress(int64_t done, int64_t total);
  void done(const ScoreDoneEvent& event);

  void start(const GenerateStartEvent& event);
  void done(const GenerateDoneEvent& event);

  void plan(const PlanEvent& event);

  void devices(const std::vector<Device>& devices);

  void error(FailureKind kind, const std::string& message);

  /// An event that is already a line, without its end.
  void pass_on(const std::string& line) { write_line(line); }

  /// Whether the reader has gone.
  bool closed() const { return closed_; }

 private:
  void write_line(const std::string& line);

  std::ostream& out_;
  std::function<void()> on_closed_;
  bool closed_ = false;
};

}  // namespace ablate
