#include "ranks/event_merger.h"

#include <doctest/doctest.h>

using namespace ablate;

TEST_CASE("the events of two groups become those of one pack") {
  std::vector<std::string> lines;
  EventMerger merger({0, 1}, [&](const std::string& line) { lines.push_back(line); });
  merger.take(0,
              "{\"event\":\"start\",\"parameters\":9,\"arms\":1,\"step\":0,\"resumed\":false}\n"
              "{\"event\":\"step\",\"step\":5,\"tokens\":40,\"arms\":[{\"loss\":2.5}],\"tokensPerSecond\":10.0}\n");
  CHECK(lines.empty());
  merger.take(1,
              "{\"event\":\"start\",\"parameters\":9,\"arms\":2,\"step\":0,\"resumed\":false}\n"
              "{\"event\":\"arm_failed\",\"arm\":1,\"name\":\"c\",\"step\":4,\"message\":\"the loss is not finite\"}\n"
              "{\"event\":\"step\",\"step\":5,\"tokens\":40,\"arms\":[{\"loss\":3},{\"loss\":null}],"
              "\"tokensPerSecond\":20.5}\n");
  REQUIRE(lines.size() == 3);
  CHECK(lines[1] ==
        "{\"event\":\"arm_failed\",\"arm\":2,\"name\":\"c\",\"step\":4,\"message\":\"the loss is not finite\"}");
  CHECK(lines[0] == "{\"event\":\"start\",\"parameters\":9,\"arms\":3,\"step\":0,\"resumed\":false}");
  CHECK(lines[2] ==
        "{\"event\":\"step\",\"step\":5,\"tokens\":40,\"arms\":[{\"loss\":2.5},{\"loss\":3},{\"loss\":null}],"
        "\"tokensPerSecond\":30.5}");

  merger.set_peak_memory(700);
  merger.take(0,
              "{\"event\":\"done\",\"step\":5,\"seconds\":1.5,\"peakMemoryBytes\":500,\"arms\":[{\"name\":\"a\"}]}\n");
  merger.take(1, "{\"event\":\"done\",\"step\":5,\"seconds\":2,\"peakMemoryBytes\":600,\"arms\":[{\"name\":\"b\"}]}\n");
  CHECK(lines.back() ==
        "{\"event\":\"done\",\"step\":5,\"seconds\":2.0,\"peakMemoryBytes\":700,\"arms\":[{\"name\":\"a\"},"
        "{\"name\":\"b\"}]}");
}
