#include "storage/checkpoint.h"

#include "data/sampler.h"
#include "input.h"
#include "shard_file.h"
#include "storage/checksum.h"

namespace ablate::fuzz {

namespace {

constexpr int64_t kStep = 7;
constexpr int64_t kMostSequences = 28;
const std::vector<int32_t> kTokenBytes(8, 1);

CheckpointState state() {
  return {kStep, false, 12.5, 3, {{.name = "source", .sequences = 28, .tokens = 84, .bytes = 84}}};
}

/// The folder of an arm with one intact checkpoint.
const std::filesystem::path& arm_folder() {
  static const std::filesystem::path folder = [] {
    const auto arm = file_of("arm/file", "").parent_path();
    const std::vector<float> values = {1, 2};
    const std::vector<TensorView> views = {{"w", {2}, values}};
    save_checkpoint(arm, {kStep, kStep, views, views, views, state()});
    return arm;
  }();
  return folder;
}

/// A state.json with the right checksum, as only a program that knows the format can make it.
void read(Bytes bytes) {
  const auto folder = arm_folder() / "checkpoints" / std::to_string(kStep);
  test::write_file(folder / "state.json", std::string(as_text(bytes)));
  std::string lines;
  for (const char* name : {"model.safetensors", "optimiser.safetensors", "state.json"}) {
    lines += file_checksum(folder / name) + "  " + name + "\n";
  }
  test::write_file(folder / "checksums.xxh64", lines);
  const std::vector<std::filesystem::path> arms = {arm_folder()};
  std::vector<std::string> skipped;
  allow_failure([&] {
    const auto step = newest_common_step(arms, skipped);
    if (!step) return;
    const Checkpoint checkpoint = load_checkpoint(arm_folder(), *step);
    static const ArmConfiguration arm = [] {
      const auto shard = file_of("source.idx", "").replace_extension();
      test::write_shard(shard, {0, 1, 2, 3, 4, 5, 6, 7});
      return ArmConfiguration{.name = "arm",
                              .folder = {},
                              .seed = 1,
                              .sources = {{"source", shard, 1}},
                              .initial_model = std::nullopt,
                              .initial_optimiser = std::nullopt};
    }();
    Sampler sampler(arm, 3, kTokenBytes);
    sampler.resume(kMostSequences, checkpoint.state.sources);
  });
}

std::vector<std::string> seeds() {
  return {test::read_file(arm_folder() / "checkpoints" / std::to_string(kStep) / "state.json")};
}

}  // namespace

const Reader checkpoint{"checkpoint", read, seeds};

}  // namespace ablate::fuzz
