#include "storage/checkpoint.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "failure_message.h"
#include "temporary_folder.h"

using namespace ablate;

namespace {

const std::vector<int64_t> shape = {2};

void save(const std::filesystem::path& arm, int64_t step) {
  const auto value = static_cast<float>(step);
  const std::vector<float> parameters = {value, 1};
  const std::vector<float> first = {value, 2};
  const std::vector<float> second = {value, 3};
  const std::vector<TensorView> views[3] = {{{"w", shape, parameters}}, {{"w", shape, first}}, {{"w", shape, second}}};
  save_checkpoint(arm, {step,
                        step + 1000,
                        views[0],
                        views[1],
                        views[2],
                        {.steps = step, .reported_loss_sum = 0.5, .sources = {{.name = "text", .tokens = step * 10}}}});
  remove_old_checkpoints(arm, step);
}

}  // namespace

TEST_CASE("a checkpoint comes back as it was saved; the last two are kept") {
  const test::TemporaryFolder arm;
  for (const int64_t step : {10, 20, 30}) save(arm.path(), step);
  CHECK_FALSE(std::filesystem::exists(arm / "checkpoints/10"));
  CHECK(std::filesystem::exists(arm / "checkpoints/20"));

  const Checkpoint checkpoint = load_checkpoint(arm.path(), 30);
  std::vector<float> values(2);
  checkpoint.parameters.copy("w", shape, values);
  CHECK(values == std::vector<float>{30, 1});
  checkpoint.optimiser.copy_first_moment("w", shape, values);
  CHECK(values == std::vector<float>{30, 2});
  checkpoint.optimiser.copy_second_moment("w", shape, values);
  CHECK(values == std::vector<float>{30, 3});
  CHECK(checkpoint.optimiser.updates() == 1030);
  CHECK(checkpoint.state.steps == 30);
  CHECK(checkpoint.state.reported_loss_sum == 0.5);
  REQUIRE(checkpoint.state.sources.size() == 1);
  CHECK(checkpoint.state.sources[0] == SourceCount{.name = "text", .tokens = 300});
}

TEST_CASE("a pack resumes from the newest step that is intact in every arm") {
  const test::TemporaryFolder first;
  const test::TemporaryFolder second;
  const std::vector<std::filesystem::path> arms = {first.path(), second.path()};
  std::vector<std::string> skipped;
  CHECK_FALSE(newest_common_step(arms, skipped).has_value());

  for (const int64_t step : {10, 20}) save(first.path(), step);
  save(second.path(), 10);
  CHECK(newest_common_step(arms, skipped) == 10);
  save(second.path(), 20);
  CHECK(newest_common_step(arms, skipped) == 20);
  CHECK(skipped.empty());

  // The newest of one arm is damaged: both go on from the one before, and what is newer than they are goes.
  test::write_file(second / "checkpoints/20/state.json", "");
  CHECK(newest_common_step(arms, skipped) == 10);
  REQUIRE(skipped.size() == 1);
  CHECK(skipped[0].find((second / "checkpoints/20").string()) != std::string::npos);
  save(first.path(), 15);
  save(second.path(), 15);
  CHECK(newest_common_step(arms, skipped) == 15);
  CHECK_FALSE(std::filesystem::exists(second / "checkpoints/20"));
}

TEST_CASE(
    "a checkpoint of which any file is damaged in any way is refused with its name, and the one before is taken") {
  const test::TemporaryFolder arm;
  for (const int64_t step : {10, 20}) save(arm.path(), step);
  const std::vector<std::filesystem::path> arms = {arm.path()};
  const std::filesystem::path newest = arm / "checkpoints/20";
  const auto refused = [&](const std::string& file, const std::string& how) {
    CAPTURE(file);
    CAPTURE(how);
    std::vector<std::string> skipped;
    CHECK(newest_common_step(arms, skipped) == 10);
    REQUIRE(skipped.size() == 1);
    CHECK(skipped[0].find((arm / "checkpoints/20").string()) != std::string::npos);
    CHECK(skipped[0].ends_with("; the one before is taken"));
    CHECK_FALSE(test::failure_message([&] { load_checkpoint(arm.path(), 20); }).empty());
  };
  for (const std::string name : {"model.safetensors", "optimiser.safetensors", "state.json", "checksums.xxh64"}) {
    const std::string intact = test::read_file(newest / name);
    for (const size_t position : {size_t{0}, intact.size() / 2, intact.size() - 1}) {
      std::string flipped = intact;
      flipped[position] = static_cast<char>(flipped[position] ^ 1);
      test::write_file(newest / name, flipped);
      refused(name, "one bit flipped at byte " + std::to_string(position));
    }
    test::write_file(newest / name, intact.substr(0, intact.size() - 1));
    refused(name, "cut short");
    test::write_file(newest / name, intact + "\n");
    refused(name, "longer than it was");
    test::write_file(newest / name, "");
    refused(name, "empty");
    std::filesystem::remove(newest / name);
    refused(name, "missing");
    test::write_file(newest / name, intact);
  }
  std::vector<std::string> skipped;
  CHECK(newest_common_step(arms, skipped) == 20);

  std::filesystem::remove_all(newest);
  std::filesystem::rename(arm / "checkpoints/10", newest);
  CHECK_FALSE(newest_common_step(arms, skipped).has_value());
  CHECK(skipped.back() == "checkpoint " + newest.string() +
                              " is damaged: step is 10 in a checkpoint of step 20; training starts from the beginning");
}

TEST_CASE("a crash between the checkpoints of two arms leaves a step that both have, whichever is damaged") {
  const test::TemporaryFolder first;
  const test::TemporaryFolder second;
  for (const int64_t step : {10, 20}) save(first.path(), step);
  for (const int64_t step : {10, 20}) save(second.path(), step);
  // As `train` does, but killed after the first arm's.
  const std::vector<TensorView> none;
  save_checkpoint(first.path(), {30, 30, none, none, none, {}});
  test::write_file(second / "checkpoints/20/model.safetensors", "");
  const std::vector<std::filesystem::path> arms = {first.path(), second.path()};
  std::vector<std::string> skipped;
  CHECK(newest_common_step(arms, skipped) == 10);
}

TEST_CASE("what a crash left of an unfinished checkpoint does no harm") {
  const test::TemporaryFolder arm;
  save(arm.path(), 10);
  std::filesystem::create_directory(arm / "checkpoints/20.partial");
  test::write_file(arm / "checkpoints/20.partial/model.safetensors", "half");
  std::vector<std::string> skipped;
  const std::vector<std::filesystem::path> arms = {arm.path()};
  CHECK(newest_common_step(arms, skipped) == 10);
  save(arm.path(), 20);
  CHECK(newest_common_step(arms, skipped) == 20);
  CHECK_FALSE(std::filesystem::exists(arm / "checkpoints/20.partial"));
}
