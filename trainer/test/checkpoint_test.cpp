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
  save_checkpoint(arm, {step, step + 1000, views[0], views[1], views[2], {{"tokens", step * 10}}});
}

void damage(const std::filesystem::path& file) {
  std::string content = test::read_file(file);
  content.back() = static_cast<char>(content.back() ^ 1);
  test::write_file(file, content);
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
  CHECK(checkpoint.state["tokens"] == 300);
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

  SUBCASE("one flipped bit") { damage(second / "checkpoints/20/optimiser.safetensors"); }
  SUBCASE("a missing file") { std::filesystem::remove(second / "checkpoints/20/model.safetensors"); }
  SUBCASE("a cut state") { test::write_file(second / "checkpoints/20/state.json", "{\"checksums\":"); }
  CHECK(newest_common_step(arms, skipped) == 10);
  REQUIRE(skipped.size() == 1);
  CHECK(skipped[0].find((second / "checkpoints/20").string()) != std::string::npos);
  CHECK_FALSE(test::failure_message([&] { load_checkpoint(second.path(), 20); }).empty());

  save(first.path(), 15);
  save(second.path(), 15);
  CHECK(newest_common_step(arms, skipped) == 15);
  CHECK_FALSE(std::filesystem::exists(second / "checkpoints/20"));
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
