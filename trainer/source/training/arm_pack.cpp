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

int64_t part_rows(const ModelShape& shape, const StepSettings& step) {
  const int64_t chosen = std::clamp<int64_t>(kPartTokens / shape.context, 1, step.sequences);
  return (step.sequences_per_part > 0 ? step.sequences_per_part : chosen) * shape.context;
}

}  // namespace

ArmPack::ArmPack(const ModelShape& shape, const OptimiserSettings& optimiser, const Backend& backend, int64_t arms,
                 const StepSettings& step)
    : shape_(shape),
      optimiser_(optimiser),
      backend_(backend),
      arms_(arms),
      step_(step),
      model_(create_model(shape, backend, backend.concurrent_arms(arms), part_rows(shape, step),
                          Passes::forward_and_backward)),
      parameters_(backend.allocate(arms * layout().arm_stride(), sizeof(float))),
      gradients_(backend.allocate(arms * layout().arm_stride(), sizeof(float))),
      first_moments_(backend.allocate(arms * layout().arm_stride(), sizeof(float))),
      second_moments_(backend.allocate(arms * layout().arm_stride(), sizeof(float))),
      progress_(backend.allocate(arms, sizeof(ArmProgress))),
      controls_(backend.allocate(arms, sizeof(ArmControl))),
      starts_(backend.allocate(arms * step.sequences, sizeof(SequenceStart))),
      inputs_(backend.allocate(arms * step.sequences * shape.context, sizeof(int32_t))),
      targets_(backend.allocate(arms * step.sequences * shape.context, sizeof(int32_t))) {
  if (step.end_of_document) {
    document_starts_ = backend.allocate(arms * step.sequences * shape.context, sizeof(int32_t));
    document_ends_ = backend.allocate(arms * step.sequences * shape.context, sizeof(int32_t));
  }
  const ElementType type = backend.compute_type();
  if (type != ElementType::float32) {
    rounded_parameters_ = backend.allocate(arms * layout().arm_stride(), element_bytes(type));
  }
  for (int64_t arm = 0; arm < arms; ++arm) set_progress(arm, {});
}

ArmTensor ArmPack::computed_parameters() const {
  const ElementType type = backend_.compute_type();
  return type == ElementType::float32 ? tensor(parameters_)
                                      : ArmTensor{rounded_parameters_.data(), layout().arm_stride(), type};
}

const float* ArmPack::host_view(const DeviceBuffer& buffer, int64_t arm, AlignedBuffer& staging) const {
  const std::lock_guard lock(looking_);
  return static_cast<const float*>(
      backend_.host_view(tensor(buffer).from(arm).data(), layout().size() * int64_t{sizeof(float)}, staging));
}

void ArmPack::upload(const DeviceBuffer& buffer, int64_t arm, const AlignedBuffer& values) {
  backend_.upload(tensor(buffer).from(arm).data(), values.data(), layout().size() * int64_t{sizeof(float)});
}

void ArmPack::set_progress(int64_t arm, const ArmProgress& progress) {
  backend_.upload(progress_of_all()[arm], &progress, sizeof progress);
}

std::vector<ArmProgress> ArmPack::progress() const {
  AlignedBuffer staging;
  const std::lock_guard lock(looking_);
  const auto* first = static_cast<const ArmProgress*>(backend_.host_view(progress_.data(), progress_.bytes(), staging));
  return {first, first + arms_};
}

void ArmPack::clear_report() {
  std::vector<ArmProgress> all = progress();
  for (ArmProgress& arm : all) {
    arm.reported_loss_sum = 0;
    arm.reported_loss_steps = 0;
  }
  backend_.upload(progress_.data(), all.data(), progress_.bytes());
}

void ArmPack::start_arm(int64_t arm, const ArmConfiguration& configuration) {
  AlignedBuffer values(layout().size());
  const auto part = [&](const Parameter& parameter) {
    return std::span<float>(values.data() + parameter.offset, static_cast<size_t>(parameter.size));
  };
  if (!configuration.initial_model) {
    initialise_parameters(layout(), shape_.layers, configuration.seed, values.data());
  } else {
    ModelShape shape = read_model_shape(*configuration.initial_model);
    shape.context = shape_.context;  // rotary positions have no parameters: a model may go on at another length
    if (shape != shape_) {
      throw Failure(FailureKind::model, "the initial model " + configuration.initial_model->string() + " of arm \"" +
                                            configuration.name + "\" is not of the configuration's shape");
    }
    const ModelParameters file(*configuration.initial_model);
    for (const Parameter& parameter : layout().parameters())
      file.copy(parameter.name, parameter.shape, part(parameter));
  }
  upload(parameters_, arm, values);
  round_parameters(arm);

  if (configuration.initial_optimiser) {
    const OptimiserFile file(*configuration.initial_optimiser);
    for (const Parameter& parameter : layout().parameters()) {
      file.copy_first_moment(parameter.name, parameter.shape, part(parameter));
    }
    upload(first_moments_, arm, values);
    for (const Parameter& parameter : layout().parameters()) {
      file.copy_second_moment(parameter.name, parameter.shape, part(parameter));
    }
    upload(second_moments_, arm, values);
    set_progress(arm, {.updates = file.updates()});
  }
}

void ArmPack::round_parameters(int64_t arm) {
  if (rounded_parameters_.data() == nullptr) return;
  backend_.convert(1, layout().size(), tensor(parameters_).from(arm), computed_parameters().from(arm));
}

void ArmPack::step(std::span<const ArmControl> controls, std::span<const SequenceStart> starts) {
  backend_.upload(controls_.data(), controls.data(), controls_.bytes());
  backend_.upload(starts_.data(), starts.data(), starts_.bytes());
  if (!recorded_step_) recorded_step_ = backend_.record([this] { issue_step(); });
  recorded_step_->run();
}

void ArmPack::issue_step() {
  backend_.for_each_group(arms_, progress_of_all(),
                          [this](Backend::ArmGroup group, int64_t slot) { issue_group(group, slot); });
}

DocumentSpans ArmPack::issue_documents(Backend::ArmGroup group, ArmTokens inputs) {
  if (!step_.end_of_document) return {};
  const int64_t tokens = step_.sequences * shape_.context;
  const Arms<int32_t> starts = Arms<int32_t>{document_starts_.as<int32_t>(), tokens}.from(group.first);
  const Arms<int32_t> ends = Arms<int32_t>{document_ends_.as<int32_t>(), tokens}.from(group.first);
  backend_.find_documents(group.count, step_.sequences, shape_.context, *step_.end_of_document, inputs, starts, ends);
  return {starts, ends};
}

void ArmPack::issue_group(Backend::ArmGroup group, int64_t slot) {
  const int64_t tokens = step_.sequences * shape_.context;
  const Arms<const ArmControl> controls = Arms<const ArmControl>{controls_.as<ArmControl>(), 1}.from(group.first);
  const Arms<ArmProgress> progress = progress_of_all().from(group.first);
  const Arms<int32_t> inputs = Arms<int32_t>{inputs_.as<int32_t>(), tokens}.from(group.first);
  const Arms<int32_t> targets = Arms<int32_t>{targets_.as<int32_t>(), tokens}.from(group.first);
  const ArmTensor parameters = tensor(parameters_).from(group.first);
  const ArmTensor gradients = tensor(gradients_).from(group.first);

  const Arms<const SequenceStart> starts{starts_.as<SequenceStart>(), step_.sequences};
  backend_.gather_sequences(group.count, step_.sequences, shape_.context, starts.from(group.first), inputs, targets);
  backend_.begin_step(group.count, progress);
  backend_.fill_zero(group.count, layout().size(), gradients);
  const DocumentSpans documents = issue_documents(group, inputs);
  model_->accumulate_gradient(group.count, slot, {step_.sequences, shape_.context, inputs, documents}, targets,
                              step_.z_loss, computed_parameters().from(group.first), gradients, progress);
  backend_.add_squared_norm(group.count, layout().size(), gradients, progress);
  backend_.conclude_gradient(group.count, tokens, controls, progress);

  const ArmTensor first = tensor(first_moments_).from(group.first);
  const ArmTensor second = tensor(second_moments_).from(group.first);
  const int64_t decayed = layout().decayed_size();
  AdamSettings settings{optimiser_.beta1, optimiser_.beta2, optimiser_.epsilon, optimiser_.weight_decay};
  backend_.adamw(group.count, decayed, settings, controls, progress, gradients, first, second, parameters);
  settings.weight_decay = 0;
  backend_.adamw(group.count, layout().size() - decayed, settings, controls, progress, gradients.at(decayed),
                 first.at(decayed), second.at(decayed), parameters.at(decayed));
  if (rounded_parameters_.data() != nullptr) {
    backend_.convert(group.count, layout().size(), parameters, computed_parameters().from(group.first));
  }
}

std::vector<float> ArmPack::parameters(int64_t arm) const {
  AlignedBuffer staging;
  const float* first = host_view(parameters_, arm, staging);
  return {first, first + layout().size()};
}

void ArmPack::save(int64_t arm, const std::filesystem::path& folder, int64_t step,
                   std::span<const SourceCount> counts) const {
  const ArmProgress state = progress()[static_cast<size_t>(arm)];
  AlignedBuffer staging[3];
  const auto parameters = layout().views(host_view(parameters_, arm, staging[0]));
  const auto first_moments = layout().views(host_view(first_moments_, arm, staging[1]));
  const auto second_moments = layout().views(host_view(second_moments_, arm, staging[2]));
  save_checkpoint(folder, {.step = step,
                           .updates = state.updates,
                           .parameters = parameters,
                           .first_moments = first_moments,
                           .second_moments = second_moments,
                           .state = {.steps = state.steps,
                                     .failed = state.failed != 0,
                                     .reported_loss_sum = state.reported_loss_sum,
                                     .reported_loss_steps = state.reported_loss_steps,
                                     .sources = {counts.begin(), counts.end()}}});
}

std::vector<SourceCount> ArmPack::load(int64_t arm, const std::filesystem::path& folder, int64_t step) {
  const Checkpoint checkpoint = load_checkpoint(folder, step);
  AlignedBuffer values(layout().size());
  const auto load_into = [&](const DeviceBuffer& buffer, const auto& copy) {
    for (const Parameter& parameter : layout().parameters()) {
      copy(parameter, std::span<float>(values.data() + parameter.offset, static_cast<size_t>(parameter.size)));
    }
    upload(buffer, arm, values);
  };
  load_into(parameters_, [&](const Parameter& parameter, std::span<float> to) {
    checkpoint.parameters.copy(parameter.name, parameter.shape, to);
  });
  load_into(first_moments_, [&](const Parameter& parameter, std::span<float> to) {
    checkpoint.optimiser.copy_first_moment(parameter.name, parameter.shape, to);
  });
  load_into(second_moments_, [&](const Parameter& parameter, std::span<float> to) {
    checkpoint.optimiser.copy_second_moment(parameter.name, parameter.shape, to);
  });
  round_parameters(arm);

  set_progress(arm, {.reported_loss_sum = checkpoint.state.reported_loss_sum,
                     .reported_loss_steps = checkpoint.state.reported_loss_steps,
                     .updates = checkpoint.optimiser.updates(),
                     .steps = checkpoint.state.steps,
                     .failed = checkpoint.state.failed ? 1 : 0});
  return checkpoint.state.sources;
}

void ArmPack::write_result(int64_t arm, const std::filesystem::path& folder, int32_t end_of_text) const {
  AlignedBuffer staging[3];
  write_optimiser_file(folder / "optimiser.safetensors", layout().views(host_view(first_moments_, arm, staging[0])),
                       layout().views(host_view(second_moments_, arm, staging[1])),
                       progress()[static_cast<size_t>(arm)].updates);
  write_model_folder(folder / "model", shape_, end_of_text, layout().views(host_view(parameters_, arm, staging[2])));
}

}  // namespace ablate
