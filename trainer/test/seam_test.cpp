#include <doctest/doctest.h>

#include "deferred_backend.h"
#include "scoring/model_pack.h"
#include "temporary_folder.h"
#include "tiny_shape.h"
#include "training/arm_pack.h"

using namespace ablate;
using ablate::test::DeferredBackend;
using ablate::test::kTinyShape;
using ablate::test::TemporaryFolder;

// What stands above the seam must work on a device whose memory the host cannot touch, whose operations run later, and
// which replays a captured step. Held against the processor's own backend, bit for bit.

namespace {

constexpr int64_t kArms = 3;
constexpr int64_t kSequences = 4;

/// Six steps of three arms, the second of which has a rate that no model survives.
struct Trained {
  std::vector<std::vector<float>> parameters;
  std::vector<ArmProgress> progress;
};

Trained train(const ModelShape& shape, const Backend& backend, const TemporaryFolder& folder) {
  std::vector<uint16_t> tokens;
  for (uint16_t i = 0; i < 400; ++i) tokens.push_back(static_cast<uint16_t>(i * 5 % 17));
  const DeviceBuffer shard = backend.make_resident(std::as_bytes(std::span(tokens)));

  const OptimiserSettings optimiser{.beta1 = 0.9,
                                    .beta2 = 0.95,
                                    .epsilon = 1e-8,
                                    .weight_decay = 0.1,
                                    .clip = 1,
                                    .muon = MuonOptions{.momentum = 0.9}};
  ArmPack pack(shape, optimiser, backend, kArms,
               {.sequences = kSequences, .sequences_per_part = 3, .z_loss = 1e-3, .end_of_document = 0});
  for (int64_t arm = 0; arm < kArms; ++arm) {
    ArmConfiguration configuration;
    configuration.seed = static_cast<uint64_t>(arm);
    pack.start_arm(arm, configuration);
  }
  for (int64_t step = 0; step < 6; ++step) {
    const double rate = 0.01 / static_cast<double>(step + 1);
    const std::vector<ArmControl> controls{{rate, 1}, {1e30, 0}, {rate / 2, 0.1}};
    std::vector<SequenceStart> starts;
    for (int64_t i = 0; i < kArms * kSequences; ++i) starts.push_back({shard.data(), (step * 12 + i) * 8 % 390, 2});
    pack.step(controls, starts);
  }
  Trained trained{{}, pack.progress()};
  for (int64_t arm = 0; arm < kArms; ++arm) trained.parameters.push_back(pack.parameters(arm));
  pack.write_result(0, folder.path(), 0);
  return trained;
}

}  // namespace

TEST_CASE("training works on a device that the host cannot touch, from a step that was recorded once") {
  const TemporaryFolder here;
  const TemporaryFolder there;
  ModelShape shape = kTinyShape;
  SUBCASE("llama") {}
  SUBCASE("cohere") { shape.architecture = "cohere"; }
  const Trained expected = train(shape, CpuBackend(2), here);
  const Trained deferred = train(shape, DeferredBackend(), there);
  CHECK(expected.progress[1].failed == 1);
  for (size_t arm = 0; arm < kArms; ++arm) {
    CAPTURE(arm);
    CHECK(deferred.progress[arm].failed == expected.progress[arm].failed);
    CHECK(deferred.progress[arm].steps == expected.progress[arm].steps);
    CHECK(deferred.progress[arm].reported_loss_sum == expected.progress[arm].reported_loss_sum);
    CHECK(deferred.parameters[arm] == expected.parameters[arm]);
  }
}

TEST_CASE("scoring works on a device that the host cannot touch") {
  const TemporaryFolder folder;
  train(kTinyShape, CpuBackend(1), folder);
  const std::vector<ScoreRequest> requests{{{1, 2, 3}, {4, 5}}, {{}, {6}}, {{7, 8}, {9, 10, 11}}};
  const std::vector<std::filesystem::path> models{folder / "model", folder / "model"};
  const auto score = [&](const Backend& backend) {
    const auto batches =
        make_score_batches(requests, kTinyShape.context, kTinyShape.vocabulary, 0, 64, backend.cache_alignment());
    const ModelPack pack(kTinyShape, models, backend, batches);
    return pack.score(requests.size(), [](const ScoreBatch&, int64_t) { return true; });
  };
  const auto expected = score(CpuBackend(1));
  const auto deferred = score(DeferredBackend());
  for (size_t model = 0; model < models.size(); ++model) {
    for (size_t i = 0; i < requests.size(); ++i) {
      CHECK(deferred[model][i].log_likelihood == expected[model][i].log_likelihood);
      CHECK(deferred[model][i].greedy == expected[model][i].greedy);
    }
  }
}
