#include "training/train.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <thread>
#include <utility>

#include "data/sampler.h"
#include "data/token_bytes.h"
#include "machine/machine.h"
#include "optimiser/schedule.h"
#include "protocol/exit_status.h"
#include "ranks/rank_grid.h"
#include "storage/folder_lock.h"
#include "storage/write_in_parallel.h"
#include "training/arm_pack.h"

namespace ablate {

namespace {

constexpr std::chrono::milliseconds kLockPoll(20);
constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// A run of `train`, from its configuration to its results.
class TrainRun {
 public:
  TrainRun(const TrainConfiguration& configuration, Team& team)
      : configuration_(configuration),
        team_(team),
        events_(team.events()),
        writes_files_(team.collectives().rank() == 0),
        arm_count_(static_cast<int64_t>(configuration.arms.size())),
        step_tokens_(configuration.sequences_per_step * configuration.model.context),
        token_bytes_(read_token_bytes(configuration.token_bytes, configuration.model.vocabulary)),
        backend_(create_backend(configuration.device, configuration.threads, configuration.precision)),
        pack_(configuration.model, configuration.optimiser, *backend_, arm_count_, step_settings(configuration),
              team.collectives()),
        progress_(pack_.progress()),
        controls_(configuration.arms.size()),
        draws_(static_cast<size_t>(configuration.sequences_per_step)),
        starts_(configuration.arms.size() * static_cast<size_t>(pack_.own_sequences())) {
    for (const ArmConfiguration& arm : configuration.arms) {
      samplers_.emplace_back(arm, configuration.model.context, token_bytes_);
      for (size_t source = 0; source < arm.sources.size(); ++source) make_resident(samplers_.back().shard(source));
      counts_read_.push_back(samplers_.back().counts());
    }
  }

  int run(const std::atomic<int>& interrupted) {
    const bool locked = !writes_files_ || lock_folders(interrupted);
    if (team_.agree(step_, {.interrupted = !locked, .all_failed = false}, true).interrupted) return kExitInterrupted;
    start();
    bool looked = true;
    while (step_ < configuration_.steps) {
      const Team::State all = team_.agree(step_, {interrupted != 0, all_failed()}, looked);
      if (all.all_failed) break;
      if (all.interrupted) {
        save_checkpoints();
        return kExitInterrupted;
      }
      take_step();
      const bool last = step_ == configuration_.steps;
      const bool reports = last || step_ % configuration_.log_every == 0;
      const bool saves = !last && step_ % configuration_.checkpoint_every == 0;
      if (reports) report_step();
      if (saves) save_checkpoints();
      looked = reports || saves;
    }
    finish();
    return kExitDone;
  }

 private:
  /// Waits until no other trainer works in the folders of the arms. Returns false when interrupted meanwhile.
  bool lock_folders(const std::atomic<int>& interrupted) {
    // In the order of a set, so that two trainers cannot wait for each other.
    std::set<std::filesystem::path> folders;
    for (const ArmConfiguration& arm : configuration_.arms) {
      folders.insert(std::filesystem::weakly_canonical(arm.folder));
    }
    for (const std::filesystem::path& folder : folders) {
      std::optional<FolderLock> lock = FolderLock::try_take(folder);
      if (!lock) std::cerr << "waiting for another trainer that still works in " << folder.string() << std::endl;
      while (!lock) {
        if (interrupted != 0) return false;
        std::this_thread::sleep_for(kLockPoll);
        lock = FolderLock::try_take(folder);
      }
      locks_.push_back(std::move(*lock));
    }
    return true;
  }

  /// Arms that draw from one shard share it on the device.
  void make_resident(const TokenShard& shard) {
    if (!shards_.contains(shard.path())) shards_.emplace(shard.path(), backend_->make_resident(shard.bytes()));
  }

  /// Starts every arm, from the newest checkpoint that all of them have, or from the beginning.
  void start() {
    std::vector<std::filesystem::path> folders;
    for (const ArmConfiguration& arm : configuration_.arms) folders.push_back(arm.folder);
    std::vector<std::string> skipped;
    saved_step_ = team_.newest_common_step(folders, skipped);
    for (const std::string& line : skipped) std::cerr << line << '\n';

    step_ = saved_step_.value_or(0);
    if (step_ > configuration_.steps) {
      throw Failure(FailureKind::configuration, "steps is " + std::to_string(configuration_.steps) + ", but " +
                                                    folders.front().string() + " has a checkpoint of step " +
                                                    std::to_string(step_) +
                                                    "; delete its checkpoints to start from the beginning");
    }
    for (int64_t arm = 0; arm < arm_count_; ++arm) {
      const ArmConfiguration& configured = configuration_.arms[static_cast<size_t>(arm)];
      if (saved_step_) {
        counts_read_[static_cast<size_t>(arm)] = pack_.load(arm, configured.folder, step_);
      } else {
        pack_.start_arm(arm, configured);
      }
    }
    progress_ = pack_.progress();
    for (int64_t arm = 0; saved_step_ && arm < arm_count_; ++arm) {
      // Not the pack's steps: an arm that has failed draws no more.
      sampler(arm).resume(sequences_of(progress_[static_cast<size_t>(arm)].steps), counts_read(arm));
    }
    events_.start({pack_.layout().size(), arm_count_, step_, saved_step_.has_value()});
    reported_at_ = started_at_ = Clock::now();
  }

  int64_t sequences_of(int64_t steps) const { return steps * configuration_.sequences_per_step; }

  void take_step() {
    for (int64_t arm = 0; arm < arm_count_; ++arm) {
      const ArmConfiguration& configured = configuration_.arms[static_cast<size_t>(arm)];
      const Schedule& schedule = configured.schedule ? *configured.schedule : configuration_.schedule;
      controls_[static_cast<size_t>(arm)] = {learning_rate(schedule, step_, configuration_.steps),
                                             configured.clip.value_or(configuration_.optimiser.clip)};
      if (!failed(arm)) {
        draw_sequences(arm);
        tokens_since_report_ += step_tokens_;
      }
    }
    pack_.step(controls_, starts_);
    ++step_;
  }

  /// The next sequences of an arm.
  void draw_sequences(int64_t arm) {
    sampler(arm).draw(sequences_of(step_), draws_);
    const int64_t own = pack_.own_sequences();
    SequenceStart* start = starts_.data() + arm * own;
    const auto own_draws =
        std::span(draws_).subspan(static_cast<size_t>(team_.collectives().rank() * own), static_cast<size_t>(own));
    for (const Sampler::Draw& draw : own_draws) {
      const TokenShard& shard = sampler(arm).shard(draw.source);
      *start++ = {shards_.at(shard.path()).data(), draw.first_token, shard.bytes_per_token()};
    }
  }

  /// Learns where the arms stand. An arm that has failed since is told of once.
  void read_progress() {
    const std::vector<ArmProgress> before = std::exchange(progress_, pack_.progress());
    for (int64_t arm = 0; arm < arm_count_; ++arm) {
      const ArmProgress& now = progress_[static_cast<size_t>(arm)];
      if (now.failed != 0 && before[static_cast<size_t>(arm)].failed == 0) {
        take_back_draws(arm, before[static_cast<size_t>(arm)].steps);
        events_.arm_failed({arm, configuration_.arms[static_cast<size_t>(arm)].name, now.steps,
                            std::isfinite(now.loss) ? "the gradient is not finite" : "the loss is not finite"});
      }
      counts_read_[static_cast<size_t>(arm)] = sampler(arm).counts();
    }
  }

  /// Leaves an arm with the sequences up to the step that failed, however many were drawn before anyone looked: what a
  /// run counts must not depend on when it looked.
  void take_back_draws(int64_t arm, int64_t steps_read) {
    sampler(arm).resume(sequences_of(steps_read), counts_read(arm));
    for (int64_t step = steps_read; step < progress_[static_cast<size_t>(arm)].steps; ++step) {
      sampler(arm).draw(sequences_of(step), draws_);
    }
  }

  void report_step() {
    StepEvent event{.step = step_, .tokens = step_ * step_tokens_, .arms = {}};
    read_progress();
    for (int64_t i = 0; i < arm_count_; ++i) {
      const ArmProgress& arm = progress_[static_cast<size_t>(i)];
      const double loss = arm.reported_loss_sum / static_cast<double>(arm.reported_loss_steps);
      event.arms.push_back({failed(i) ? kNotANumber : loss, failed(i) ? kNotANumber : arm.gradient_norm,
                            controls_[static_cast<size_t>(i)].rate});
      for (const SourceCount& source : sampler(i).counts()) event.arms.back().epochs.push_back(source.epochs());
    }
    pack_.clear_report();
    event.tokens_per_second = static_cast<double>(tokens_since_report_) / seconds_since(reported_at_);
    events_.step(event);
    tokens_since_report_ = 0;
    reported_at_ = Clock::now();
  }

  void save_checkpoints() {
    if (saved_step_ == step_) return;
    read_progress();
    write_in_parallel(writers(), arm_count_, [this](int64_t arm) {
      pack_.save(arm, configuration_.arms[static_cast<size_t>(arm)].folder, step_, sampler(arm).counts());
    });
    for (const ArmConfiguration& arm : configuration_.arms) {
      if (writes_files_) remove_old_checkpoints(arm.folder, step_);
    }
    saved_step_ = step_;
    events_.checkpoint(step_);
  }

  void finish() {
    write_in_parallel(writers(), arm_count_, [this](int64_t arm) {
      const ArmConfiguration& configured = configuration_.arms[static_cast<size_t>(arm)];
      if (!failed(arm)) pack_.write_result(arm, configured.folder, configuration_.end_of_text);
    });
    TrainDoneEvent event{.step = step_, .arms = {}};
    for (int64_t arm = 0; arm < arm_count_; ++arm) {
      const ArmConfiguration& configured = configuration_.arms[static_cast<size_t>(arm)];
      event.arms.push_back({configured.name, failed(arm), sampler(arm).counts()});
    }
    event.seconds = seconds_since(started_at_);
    event.peak_memory_bytes = peak_memory_bytes();
    events_.done(event);
  }

  /// Arms whose files are written side by side. Ranks that bring an arm's moments together do so arm by arm.
  int writers() const { return team_.collectives().size() == 1 ? configuration_.threads : 1; }

  bool all_failed() const {
    return std::ranges::all_of(progress_, [](const ArmProgress& arm) { return arm.failed != 0; });
  }

  bool failed(int64_t arm) const { return progress_[static_cast<size_t>(arm)].failed != 0; }
  const std::vector<SourceCount>& counts_read(int64_t arm) const { return counts_read_[static_cast<size_t>(arm)]; }
  Sampler& sampler(int64_t arm) { return samplers_[static_cast<size_t>(arm)]; }

  const TrainConfiguration& configuration_;
  Team& team_;
  Events& events_;
  bool writes_files_;
  int64_t arm_count_;
  int64_t step_tokens_;  ///< of each arm
  std::vector<int32_t> token_bytes_;
  std::unique_ptr<Backend> backend_;
  ArmPack pack_;
  std::vector<ArmProgress> progress_;                  ///< as it was last read
  std::vector<std::vector<SourceCount>> counts_read_;  ///< of the samplers, then
  std::vector<FolderLock> locks_;
  std::vector<Sampler> samplers_;
  std::map<std::filesystem::path, DeviceBuffer> shards_;  ///< the tokens on the device
  std::vector<ArmControl> controls_;                      ///< of the next step, for every arm
  std::vector<Sampler::Draw> draws_;
  std::vector<SequenceStart> starts_;  ///< [arms][sequences per step]
  int64_t step_ = 0;
  std::optional<int64_t> saved_step_;
  int64_t tokens_since_report_ = 0;
  Clock::time_point started_at_;
  Clock::time_point reported_at_;
};

}  // namespace

int run_train(const TrainConfiguration& configuration, Events& events, const std::atomic<int>& interrupted) {
  if (configuration.data_parallel.value_or(1) > 1) divide_ranks(0, 1, 1, 1, configuration.data_parallel);
  SoleRank alone(events);
  return run_train(configuration, alone, interrupted);
}

int run_train(const TrainConfiguration& configuration, Team& team, const std::atomic<int>& interrupted) {
  TrainRun run(configuration, team);
  return run.run(interrupted);
}

}  // namespace ablate
