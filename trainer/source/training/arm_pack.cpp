#include "training/arm_pack.h"

#include <algorithm>
#include <cmath>

#include "model/initialise.h"
#include "storage/model_folder.h"
#include "storage/optimiser_file.h"

namespace ablate {

namespace {

// Tokens of an arm whose activations exist at a time: enough for efficient products, few enough to bound memory. A
// larger step is computed in parts.
constexpr int64_t kPartTokens = 2048;

int64_t part_rows(const ModelShape& shape, int64_t sequences_per_step) {
  return std::clamp<int64_t>(kPartTokens / shape.context, 1, sequences_per_step) * shape.context;
}

}  // namespace

ArmPack::ArmPack(const ModelShape& shape, const OptimiserSettings& optimiser, const Backend& backend, int64_t arms,
                 int64_t sequences_per_step)
    : shape_(shape),
      optimiser_(optimiser),
      backend_(backend),
      sequences_per_step_(sequences_per_step),
      model_(shape, backend, backend.concurrent_arms(arms), part_rows(shape, sequences_per_step),
             Passes::forward_and_backward),
      parameters_(backend.allocate(arms * layout().arm_stride())),
      gradients_(backend.allocate(arms * layout().arm_stride())),
      first_moments_(backend.allocate(arms * layout().arm_stride())),
      second_moments_(backend.allocate(arms * layout().arm_stride())),
      arms_(static_cast<size_t>(arms)) {}

void ArmPack::start_arm(int64_t arm, const ArmConfiguration& configuration) {
  float* const parameters = tensor(parameters_)[arm];
  if (!configuration.initial_model) {
    initialise_parameters(layout(), shape_.layers, configuration.seed, parameters);
  } else {
    const ModelShape shape = read_model_shape(*configuration.initial_model);
    if (shape != shape_) {
      throw Failure(FailureKind::model, "the initial model " + configuration.initial_model->string() + " of arm \"" +
                                            configuration.name + "\" is not of the configuration's shape");
    }
    const SafetensorsFile file = open_model_parameters(*configuration.initial_model);
    for (const Parameter& parameter : layout().parameters()) {
      file.copy(parameter.name, parameter.shape, {parameters + parameter.offset, static_cast<size_t>(parameter.size)});
    }
  }
  if (configuration.initial_optimiser) {
    const OptimiserFile file(*configuration.initial_optimiser);
    for (const Parameter& parameter : layout().parameters()) {
      const auto size = static_cast<size_t>(parameter.size);
      file.copy_first_moment(parameter.name, parameter.shape, {tensor(first_moments_)[arm] + parameter.offset, size});
      file.copy_second_moment(parameter.name, parameter.shape, {tensor(second_moments_)[arm] + parameter.offset, size});
    }
    arms_[static_cast<size_t>(arm)].updates = file.updates();
  }
}

void ArmPack::step(double rate, ArmTokens inputs, ArmTokens targets) {
  std::vector<int64_t> active;
  for (size_t arm = 0; arm < arms_.size(); ++arm) {
    if (!arms_[arm].failed) active.push_back(static_cast<int64_t>(arm));
  }
  backend_.for_each_group(active, [&](Backend::ArmGroup group, int64_t slot) {
    step_group(group, slot, rate, inputs.from(group.first), targets.from(group.first));
  });
}

void ArmPack::step_group(Backend::ArmGroup group, int64_t slot, double rate, ArmTokens inputs, ArmTokens targets) {
  const ArmTensor parameters = tensor(parameters_).from(group.first);
  const ArmTensor gradients = tensor(gradients_).from(group.first);
  const int64_t tokens = sequences_per_step_ * shape_.context;
  std::vector<double> losses(static_cast<size_t>(group.count));
  std::vector<double> squared_norms(losses.size());
  std::vector<ArmUpdate> updates(losses.size());

  backend_.fill_zero(group.count, layout().size(), gradients);
  model_.accumulate_gradient(group.count, slot, {sequences_per_step_, shape_.context, inputs}, targets, parameters,
                             gradients, losses);
  backend_.squared_norm(group.count, layout().size(), gradients, squared_norms);

  for (size_t i = 0; i < losses.size(); ++i) {
    ArmState& arm = arms_[static_cast<size_t>(group.first) + i];
    arm.loss = losses[i] / static_cast<double>(tokens);
    arm.gradient_norm = std::sqrt(squared_norms[i]);
    arm.failed = !std::isfinite(arm.loss) || !std::isfinite(arm.gradient_norm);
    if (!arm.failed) {
      arm.loss_sum += arm.loss;
      ++arm.loss_steps;
      ++arm.updates;
    }
    const bool clipped = optimiser_.clip > 0 && arm.gradient_norm > optimiser_.clip;
    updates[i] = {.active = !arm.failed,
                  .rate = rate,
                  .gradient_scale = clipped ? optimiser_.clip / arm.gradient_norm : 1.0,
                  .update = arm.updates};
  }

  const ArmTensor first = tensor(first_moments_).from(group.first);
  const ArmTensor second = tensor(second_moments_).from(group.first);
  const int64_t decayed = layout().decayed_size();
  AdamSettings settings{optimiser_.beta1, optimiser_.beta2, optimiser_.epsilon, optimiser_.weight_decay};
  backend_.adamw(group.count, decayed, settings, updates, gradients, first, second, parameters);
  settings.weight_decay = 0;
  backend_.adamw(group.count, layout().size() - decayed, settings, updates, gradients.at(decayed), first.at(decayed),
                 second.at(decayed), parameters.at(decayed));
}

std::span<const float> ArmPack::parameters(int64_t arm) const {
  return {parameters_.data() + arm * layout().arm_stride(), static_cast<size_t>(layout().size())};
}

std::vector<TensorView> ArmPack::views(const AlignedBuffer& buffer, int64_t arm) const {
  return layout().views(buffer.data() + arm * layout().arm_stride());
}

void ArmPack::save(int64_t arm, const std::filesystem::path& folder, int64_t step,
                   std::span<const SourceCount> counts) const {
  const ArmState& state = arms_[static_cast<size_t>(arm)];
  const auto parameters = views(parameters_, arm);
  const auto first_moments = views(first_moments_, arm);
  const auto second_moments = views(second_moments_, arm);
  nlohmann::json sources = nlohmann::json::array();
  for (const SourceCount& count : counts) {
    sources.push_back(
        {{"name", count.name}, {"sequences", count.sequences}, {"tokens", count.tokens}, {"bytes", count.bytes}});
  }
  save_checkpoint(folder, {.step = step,
                           .updates = state.updates,
                           .parameters = parameters,
                           .first_moments = first_moments,
                           .second_moments = second_moments,
                           .state = {{"failed", state.failed},
                                     {"lossSum", state.loss_sum},
                                     {"lossSteps", state.loss_steps},
                                     {"sources", sources}}});
}

std::vector<SourceCount> ArmPack::load(int64_t arm, const std::filesystem::path& folder, int64_t step) {
  const Checkpoint checkpoint = load_checkpoint(folder, step);
  for (const Parameter& parameter : layout().parameters()) {
    const auto size = static_cast<size_t>(parameter.size);
    const auto destination = [&](AlignedBuffer& buffer) {
      return std::span<float>(tensor(buffer)[arm] + parameter.offset, size);
    };
    checkpoint.parameters.copy(parameter.name, parameter.shape, destination(parameters_));
    checkpoint.optimiser.copy_first_moment(parameter.name, parameter.shape, destination(first_moments_));
    checkpoint.optimiser.copy_second_moment(parameter.name, parameter.shape, destination(second_moments_));
  }
  ArmState& state = arms_[static_cast<size_t>(arm)];
  std::vector<SourceCount> counts;
  try {
    state = {.updates = checkpoint.optimiser.updates(),
             .failed = checkpoint.state.at("failed").get<bool>(),
             .loss_sum = checkpoint.state.at("lossSum").get<double>(),
             .loss_steps = checkpoint.state.at("lossSteps").get<int64_t>()};
    for (const auto& source : checkpoint.state.at("sources")) {
      counts.push_back({.name = source.at("name").get<std::string>(),
                        .sequences = source.at("sequences").get<int64_t>(),
                        .tokens = source.at("tokens").get<int64_t>(),
                        .bytes = source.at("bytes").get<int64_t>()});
    }
  } catch (const nlohmann::json::exception&) {
    throw Failure(FailureKind::storage, "the checkpoint of step " + std::to_string(step) + " in " + folder.string() +
                                            " is not one of this version; delete it to start again");
  }
  return counts;
}

void ArmPack::write_result(int64_t arm, const std::filesystem::path& folder, int32_t end_of_text) const {
  write_optimiser_file(folder / "optimiser.safetensors", views(first_moments_, arm), views(second_moments_, arm),
                       arms_[static_cast<size_t>(arm)].updates);
  write_model_folder(folder / "model", shape_, end_of_text, views(parameters_, arm));
}

}  // namespace ablate
