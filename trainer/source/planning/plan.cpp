#include "planning/plan.h"

#include "machine/machine.h"
#include "model/parameters.h"
#include "planning/measure_training.h"
#include "planning/peak_memory.h"
#include "protocol/exit_status.h"

namespace ablate {

int run_plan(const TrainConfiguration& configuration, const std::filesystem::path& measure_in, Events& events) {
  // What `train` has before it allocates anything is what this process has now.
  const int64_t process_bytes = peak_memory_bytes();
  PlanEvent event{.parameters = ParameterLayout(configuration.model).size(),
                  .available_memory_bytes = available_memory_bytes(),
                  .memory_bytes = {},
                  .measured = {}};
  for (size_t arms = 1; arms <= configuration.arms.size(); ++arms) {
    event.memory_bytes.push_back(process_bytes + peak_training_memory(configuration, static_cast<int64_t>(arms)));
  }
  if (!measure_in.empty()) event.measured = measure_training(configuration, measure_in);
  events.plan(event);
  return kExitDone;
}

}  // namespace ablate
