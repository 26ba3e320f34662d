#include <doctest/doctest.h>

#include <cmath>

#include "failure_message.h"
#include "rank_threads.h"
#include "temporary_folder.h"
#include "tiny_shape.h"
#include "training/arm_pack.h"

using namespace ablate;
using ablate::test::kTinyShape;
using ablate::test::TemporaryFolder;

namespace {

const OptimiserSettings kOptimiser{.beta1 = 0.9, .beta2 = 0.95, .epsilon = 1e-8, .weight_decay = 0.1, .clip = 1};
constexpr int64_t kArms = 2;
constexpr int64_t kSequences = 4;

/// Two arms that `ranks` threads train together from step `first` to step `last`, from the checkpoint of `first` to
/// that of `last` in `folder`. The losses are those of the last arm, by step.
struct Trained {
  std::vector<double> losses;
  std::vector<float> parameters;
};

Trained train(const TemporaryFolder& folder, int64_t ranks, int64_t first, int64_t last) {
  std::vector<uint16_t> tokens;
  for (uint16_t i = 0; i < 400; ++i) tokens.push_back(static_cast<uint16_t>(i * 5 % 17));
  Trained trained;
  test::run_collectives(ranks, [&](Collectives& collectives) {
    const auto backend = create_backend("cpu", 1);
    const DeviceBuffer shard = backend->make_resident(std::as_bytes(std::span(tokens)));
    ArmPack pack(kTinyShape, kOptimiser, *backend, kArms, {.sequences = kSequences}, collectives);
    const auto arm_folder = [&](int64_t arm) { return folder / std::to_string(arm); };
    for (int64_t arm = 0; arm < kArms; ++arm) {
      if (first > 0) {
        pack.load(arm, arm_folder(arm), first);
      } else {
        ArmConfiguration configuration;
        configuration.seed = static_cast<uint64_t>(arm);
        pack.start_arm(arm, configuration);
      }
    }
    std::vector<double> losses;
    for (int64_t step = first; step < last; ++step) {
      std::vector<SequenceStart> starts;
      const int64_t own = pack.own_sequences();
      for (int64_t arm = 0; arm < kArms; ++arm) {
        for (int64_t sequence = collectives.rank() * own; sequence < (collectives.rank() + 1) * own; ++sequence) {
          starts.push_back({shard.data(), (step * kSequences + sequence) * 7 % 300 + arm, 2});
        }
      }
      const std::vector<ArmControl> controls(kArms, {0.01, 1});
      pack.step(controls, starts);
      losses.push_back(pack.progress().back().loss);
    }
    const std::vector<SourceCount> counts = {{"counting", last * kSequences, last * kSequences * 8, 0, 49}};
    for (int64_t arm = 0; arm < kArms; ++arm) pack.save(arm, arm_folder(arm), last, counts);
    if (collectives.rank() == 0) trained = {losses, pack.parameters(1)};
  });
  return trained;
}

std::string checkpoint_bytes(const TemporaryFolder& folder, const std::string& step) {
  std::string bytes;
  for (const char* arm : {"0", "1"}) {
    for (const char* file : {"model.safetensors", "optimiser.safetensors"}) {
      bytes += test::read_file(folder / arm / "checkpoints" / step / file);
    }
  }
  return bytes;
}

/// ‖a − b‖ / ‖b‖.
double relative_distance(const std::vector<float>& a, const std::vector<float>& b) {
  double difference = 0;
  double norm = 0;
  for (size_t i = 0; i < b.size(); ++i) {
    difference += std::pow(static_cast<double>(a[i]) - static_cast<double>(b[i]), 2);
    norm += std::pow(static_cast<double>(b[i]), 2);
  }
  return std::sqrt(difference / norm);
}

}  // namespace

TEST_CASE("two and four ranks learn what one learns, within the rounding of float32") {
  TemporaryFolder alone_folder;
  const Trained alone = train(alone_folder, 1, 0, 20);
  for (const int64_t ranks : {2, 4}) {
    CAPTURE(ranks);
    TemporaryFolder folder;
    const Trained together = train(folder, ranks, 0, 20);
    for (size_t step = 0; step < alone.losses.size(); ++step) {
      CHECK(together.losses[step] == doctest::Approx(alone.losses[step]).epsilon(1e-5));
    }
    CHECK(relative_distance(together.parameters, alone.parameters) < 1e-4);
  }
}

TEST_CASE("checkpoints are whole: a run goes on with another number of ranks, and with the same one bit for bit") {
  TemporaryFolder alone_folder;
  const Trained alone = train(alone_folder, 1, 0, 18);

  TemporaryFolder folder;
  train(folder, 1, 0, 6);
  train(folder, 2, 6, 12);
  const Trained last = train(folder, 1, 12, 18);
  CHECK(last.losses.back() == doctest::Approx(alone.losses.back()).epsilon(1e-5));
  CHECK(relative_distance(last.parameters, alone.parameters) < 1e-4);

  TemporaryFolder whole_folder;
  TemporaryFolder halves_folder;
  train(whole_folder, 2, 0, 12);
  train(halves_folder, 2, 0, 6);
  train(halves_folder, 2, 6, 12);
  CHECK(checkpoint_bytes(whole_folder, "12") == checkpoint_bytes(halves_folder, "12"));
}

TEST_CASE("Muon is refused where ranks would divide its matrices") {
  OptimiserSettings muon = kOptimiser;
  muon.muon = MuonOptions{.momentum = 0.95};
  CHECK(test::failure_message([&] {
          test::run_collectives(2, [&](Collectives& collectives) {
            const auto backend = create_backend("cpu", 1);
            ArmPack(kTinyShape, muon, *backend, kArms, {.sequences = kSequences}, collectives);
          });
        }).find("optimiser.muon cannot be divided among ranks") == 0);
}
