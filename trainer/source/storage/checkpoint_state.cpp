#include "storage/checkpoint_state.h"

#include "protocol/failure.h"
#include "protocol/fields.h"

namespace ablate {

namespace {

constexpr int64_t kLargestCount = int64_t{1} << 53;

SourceCount read_source(Fields fields) {
  SourceCount count{.name = fields.text("name"),
                    .sequences = fields.integer("sequences", 0, kLargestCount),
                    .tokens = fields.integer("tokens", 0, kLargestCount),
                    .bytes = fields.integer("bytes", 0, kLargestCount)};
  fields.finish();
  return count;
}

}  // namespace

std::string checkpoint_state_text(int64_t step, const CheckpointState& state) {
  nlohmann::ordered_json sources = nlohmann::ordered_json::array();
  for (const SourceCount& count : state.sources) {
    sources.push_back(
        {{"name", count.name}, {"sequences", count.sequences}, {"tokens", count.tokens}, {"bytes", count.bytes}});
  }
  return nlohmann::ordered_json({{"step", step},
                                 {"steps", state.steps},
                                 {"failed", state.failed},
                                 {"reportedLossSum", state.reported_loss_sum},
                                 {"reportedLossSteps", state.reported_loss_steps},
                                 {"sources", std::move(sources)}})
      .dump();
}

CheckpointState parse_checkpoint_state(const std::string& text, int64_t step, const std::string& origin) {
  try {
    const auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    Fields fields(json, "");
    const int64_t saved_step = fields.integer("step", 0, kLargestCount);
    if (saved_step != step) {
      fields.fail("step", "is " + std::to_string(saved_step) + " in a checkpoint of step " + std::to_string(step));
    }
    CheckpointState state{.steps = fields.integer("steps", 0, step),
                          .failed = fields.boolean("failed"),
                          .reported_loss_sum = fields.number("reportedLossSum", 0),
                          .reported_loss_steps = fields.integer("reportedLossSteps", 0, kLargestCount),
                          .sources = {}};
    for (Fields& source : fields.objects("sources")) state.sources.push_back(read_source(source));
    fields.finish();
    return state;
  } catch (const Failure& failure) {
    throw Failure(FailureKind::storage, origin + ": " + failure.what());
  }
}

}  // namespace ablate
