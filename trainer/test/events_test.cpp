#include "protocol/events.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <limits>
#include <sstream>

#include "temporary_folder.h"

using namespace ablate;

namespace {

const std::filesystem::path recorded = ABLATE_RECORDED_PROTOCOL;

}  // namespace

TEST_CASE("the events of train are written as recorded") {
  std::ostringstream out;
  Events events(out);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  events.start(TrainStartEvent{1327232, 2, 40, true});
  events.step({44, 90112, {{6.25, 0.75, 0.003, {0.75, 2.5}}, {nan, nan, 0.003, {1.075}}}, 20480.5});
  events.arm_failed({1, "code-100 phase 2 seed 1", 43, "the loss is not finite"});
  events.checkpoint(80);
  events.done(TrainDoneEvent{
      400,
      41.5,
      734003200,
      {{"code-25 seed 1", false, {{"text", 4800, 614400, 2211840, 6400}, {"code", 1600, 204800, 655360, 640}}},
       {"code-100 phase 2 seed 1", true, {{"code", 688, 88064, 281804, 640}}}}});
  events.error(FailureKind::storage, "cannot write /work/train-1/model.safetensors: No space left on device");
  CHECK(out.str() == test::read_file(recorded / "train-events.jsonl"));
}

TEST_CASE("the events of score are written as recorded") {
  std::ostringstream out;
  Events events(out);
  events.start(ScoreStartEvent{2, 3000});
  events.progress(1024, 3000);
  events.done(ScoreDoneEvent{3000, 12.25, 268435456});
  events.error(FailureKind::model, "/work/stages/train-1/model/config.json cannot be read");
  CHECK(out.str() == test::read_file(recorded / "score-events.jsonl"));
}

TEST_CASE("the events of generate are written as recorded") {
  std::ostringstream out;
  Events events(out);
  events.start(GenerateStartEvent{1, 64});
  events.progress(16, 64);
  events.done(GenerateDoneEvent{64, 4096, 3.5, 268435456});
  events.error(FailureKind::data,
               "/work/generate-1/requests.jsonl line 3: not {\"prompt\": [ids], \"maxTokens\": at least 1, \"stop\": "
               "[texts]}");
  CHECK(out.str() == test::read_file(recorded / "generate-events.jsonl"));
}

TEST_CASE("the event of plan is written as recorded") {
  std::ostringstream out;
  Events(out).plan({1380608, 8589934592, {81604608, 109051904}, MeasuredTimes{0.125, 0.25, 0.0625}});
  CHECK(out.str() == test::read_file(recorded / "plan-events.jsonl"));
}

TEST_CASE("the event of devices is written as recorded") {
  std::ostringstream out;
  Events(out).devices({{"Example CPU @ 2.30GHz", "cpu", 8589934592, 2, {"avx2", "fma", "avx512f"}}});
  CHECK(out.str() == test::read_file(recorded / "devices-events.jsonl"));
}

TEST_CASE("a reader that has gone is noticed once") {
  std::ostringstream out;
  int closed = 0;
  Events events(out, [&] { ++closed; });
  events.checkpoint(1);
  CHECK(closed == 0);
  out.setstate(std::ios::badbit);  // what a write into a broken pipe leaves
  events.checkpoint(2);
  events.checkpoint(3);
  CHECK(closed == 1);
}
