#include "training/arm_pack.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

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

StepSettings share_of_rank(StepSettings step, int64_t ranks) {
  step.sequences /= ranks;
  if (step.sequences_per_part > 0) step.sequences_per_part = std::min(step.sequences_per_part, step.sequences);
  return step;
}

}  // namespace

StepSettings step_settings(const TrainConfiguration& configuration) {
  return {.sequences = configuration.sequences_per_step,
          .sequences_per_part = configuration.sequences_per_part,
          .z_loss = configuration.z_loss,
          .end_of_document = configuration.document_masking ? std::optional(configuration.end_of_text) : std::nullopt};
}

ArmPack::ArmPack(const ModelShape& shape, const OptimiserSettings& optimiser, const Backend& backend, int64_t arms,
                 const StepSettings& step, Collectives& ranks)
    : shape_(shape),
      optimiser_(optimiser),
      backend_(backend),
      ranks_(ranks),
      arms_(arms),
      step_(share_of_rank(step, ranks.size())),
      model_(create_model(shape, backend, backend.concurrent_arms(arms), part_rows(shape, step_),
                          Passes::forward_and_backward)),
      slices_(layout().size(), ranks.size()),
      own_slice_(slices_[ranks.rank()]),
      slice_stride_(ranks.size() == 1 ? layout().arm_stride() : slices_.largest()),
      rules_(update_rules(layout(), optimiser)),
      parameters_(backend.allocate(arms * layout().arm_stride(), sizeof(float))),
      gradients_(backend.allocate(arms * layout().arm_stride(), sizeof(float))),
      first_moments_(backend.allocate(arms * slice_stride_, sizeof(float))),
      second_moments_(backend.allocate(arms * slice_stride_, sizeof(float))),
      progress_(backend.allocate(arms, sizeof(ArmProgress))),
      controls_(backend.allocate(arms, sizeof(ArmControl))),
      starts_(backend.allocate(arms * step_.sequences, sizeof(SequenceStart))),
      inputs_(backend.allocate(arms * step_.sequences * shape.context, sizeof(int32_t))),
      targets_(backend.allocate(arms * step_.sequences * shape.context, sizeof(int32_t))) {
  if (ranks.size() > 1 && !rules_.muon.empty()) {
    throw Failure(
        FailureKind::configuration,
        "optimiser.muon cannot be divided among ranks: each holds a slice of the momentum, and Muon needs whole "
        "matrices; use one rank, or leave optimiser.muon out");
  }
  for (const MuonMatrix& matrix : rules_.muon) {
    muon_work_size_ = std::max(muon_work_size_, MuonSettings::work_size(matrix.rows, matrix.columns));
  }
  if (muon_work_size_ > 0) {
    muon_work_ = backend.allocate(backend.concurrent_arms(arms) * muon_work_size_, sizeof(float));
  }
  if (step.end_of_document) {
    document_starts_ = backend.allocate(arms * step_.sequences * shape.context, sizeof(int32_t));
    document_ends_ = backend.allocate(arms * step_.sequences * shape.context, sizeof(int32_t));
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

void ArmPack::upload_moments(const DeviceBuffer& buffer, int64_t arm, const AlignedBuffer& values) {
  backend_.upload(slice_tensor(buffer).from(arm).data(), values.data() + own_slice_.begin,
                  own_slice_.size() * int64_t{sizeof(float)});
}

const float* ArmPack::whole_moments(const DeviceBuffer& buffer, int64_t arm, AlignedBuffer& staging) const {
  if (ranks_.size() == 1) return host_view(buffer, arm, staging);
  AlignedBuffer own_staging;
  const void* const own = backend_.host_view(slice_tensor(buffer).from(arm).data(),
                                             own_slice_.size() * int64_t{sizeof(float)}, own_staging);
  float* const whole = ranks_.rank() == 0 ? staging.reserve(layout().size()) : nullptr;
  ranks_.gather_on_first(slices_, static_cast<const float*>(own), whole);
  return whole;
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
    const uint64_t seed = configuration.initialisation_seed.value_or(configuration.seed);
    initialise_parameters(layout(), shape_.layers, seed, values.data());
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
    upload_moments(first_moments_, arm, values);
    for (const Parameter& parameter : layout().parameters()) {
      const bool kept = rules_.keeps_second_moment(parameter);
      if (kept != file.has_second_moment(parameter.name)) {
        throw Failure(FailureKind::model, configuration.initial_optimiser->string() + " of arm \"" +
                                              configuration.name + "\" was written by another optimiser: it " +
                                              (kept ? "lacks" : "has") + " the second moment of " + parameter.name +
                                              "; begin the optimiser anew, or go on with the one that wrote it");
      }
      std::ranges::fill(part(parameter), 0.0f);
      if (kept) file.copy_second_moment(parameter.name, parameter.shape, part(parameter));
    }
    upload_moments(second_moments_, arm, values);
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
  const auto for_each_group = [this](const Backend::GroupWork& work) {
    backend_.for_each_group(arms_, progress_of_all(), work);
  };
  if (ranks_.size() == 1) {
    for_each_group([this](Backend::ArmGroup group, int64_t slot) {
      issue_gradient(group, slot);
      issue_squared_norm(group);
      issue_update(group, slot);
      issue_rounding(group);
    });
    return;
  }
  for_each_group([this](Backend::ArmGroup group, int64_t slot) { issue_gradient(group, slot); });
  ranks_.mean_scatter(arms_, slices_, tensor(gradients_));
  for_each_group([this](Backend::ArmGroup group, int64_t) { issue_squared_norm(group); });
  static_assert(offsetof(ArmProgress, squared_norm) == offsetof(ArmProgress, loss_total) + sizeof(double));
  static_assert(sizeof(ArmProgress) % sizeof(double) == 0);
  ranks_.all_sum(arms_, 2, {&progress_.as<ArmProgress>()->loss_total, sizeof(ArmProgress) / sizeof(double)});
  for_each_group([this](Backend::ArmGroup group, int64_t slot) { issue_update(group, slot); });
  ranks_.all_gather(arms_, slices_, tensor(parameters_));
  for_each_group([this](Backend::ArmGroup group, int64_t) { issue_rounding(group); });
}

DocumentSpans ArmPack::issue_documents(Backend::ArmGroup group, ArmTokens inputs) {
  if (!step_.end_of_document) return {};
  const int64_t tokens = step_.sequences * shape_.context;
  const Arms<int32_t> starts = Arms<int32_t>{document_starts_.as<int32_t>(), tokens}.from(group.first);
  const Arms<int32_t> ends = Arms<int32_t>{document_ends_.as<int32_t>(), tokens}.from(group.first);
  backend_.find_documents(group.count, step_.sequences, shape_.context, *step_.end_of_document, inputs, starts, ends);
  return {starts, ends};
}

void ArmPack::issue_gradient(Backend::ArmGroup group, int64_t slot) {
  const int64_t tokens = step_.sequences * shape_.context;
  const Arms<ArmProgress> progress = progress_of_all().from(group.first);
  const Arms<int32_t> inputs = Arms<int32_t>{inputs_.as<int32_t>(), tokens}.from(group.first);
  const Arms<int32_t> targets = Arms<int32_t>{targets_.as<int32_t>(), tokens}.from(group.first);
  const ArmTensor gradients = tensor(gradients_).from(group.first);

  const Arms<const SequenceStart> starts{starts_.as<SequenceStart>(), step_.sequences};
  backend_.gather_sequences(group.count, step_.sequences, shape_.context, starts.from(group.first), inputs, targets);
  backend_.begin_step(group.count, progress);
  backend_.fill_zero(group.count, layout().size(), gradients);
  const DocumentSpans documents = issue_documents(group, inputs);
  model_->accumulate_gradient(group.count, slot, {step_.sequences, shape_.context, inputs, documents}, targets,
                              step_.z_loss, computed_parameters().from(group.first), gradients, progress);
}

void ArmPack::issue_squared_norm(Backend::ArmGroup group) {
  backend_.add_squared_norm(group.count, own_slice_.size(), tensor(gradients_).from(group.first).at(own_slice_.begin),
                            progress_of_all().from(group.first));
}

void ArmPack::issue_update(Backend::ArmGroup group, int64_t slot) {
  const Arms<const ArmControl> controls = Arms<const ArmControl>{controls_.as<ArmControl>(), 1}.from(group.first);
  const Arms<ArmProgress> progress = progress_of_all().from(group.first);
  backend_.conclude_gradient(group.count, ranks_.size() * step_.sequences * shape_.context, controls, progress);

  const ArmTensor parameters = tensor(parameters_).from(group.first);
  const ArmTensor gradients = tensor(gradients_).from(group.first);
  const ArmTensor first = slice_tensor(first_moments_).from(group.first);
  const ArmTensor second = slice_tensor(second_moments_).from(group.first);
  for (const AdamRange& range : rules_.adam) {
    const Slice own = own_slice_.within({range.begin, range.end});
    if (own.size() == 0) continue;
    const AdamSettings settings{optimiser_.beta1, optimiser_.beta2, optimiser_.epsilon,
                                range.decays ? optimiser_.weight_decay : 0};
    const int64_t in_slice = own.begin - own_slice_.begin;
    backend_.adamw(group.count, own.size(), settings, controls, progress, gradients.at(own.begin), first.at(in_slice),
                   second.at(in_slice), parameters.at(own.begin));
  }
  const ArmTensor work = ArmTensor{muon_work_.as<float>(), muon_work_size_}.from(slot);
  for (const MuonMatrix& matrix : rules_.muon) {
    backend_.muon(group.count, matrix.rows, matrix.columns, {optimiser_.muon->momentum, optimiser_.weight_decay},
                  controls, progress, gradients.at(matrix.offset), first.at(matrix.offset),
                  parameters.at(matrix.offset), work);
  }
}

void ArmPack::issue_rounding(Backend::ArmGroup group) {
  if (rounded_parameters_.data() == nullptr) return;
  backend_.convert(group.count, layout().size(), tensor(parameters_).from(group.first),
                   computed_parameters().from(group.first));
}

std::vector<TensorView> ArmPack::second_moment_views(const float* arm) const {
  std::vector<TensorView> views;
  for (const Parameter& parameter : layout().parameters()) {
    if (!rules_.keeps_second_moment(parameter)) continue;
    views.push_back({parameter.name, parameter.shape, {arm + parameter.offset, static_cast<size_t>(parameter.size)}});
  }
  return views;
}

std::vector<float> ArmPack::parameters(int64_t arm) const {
  AlignedBuffer staging;
  const float* first = host_view(parameters_, arm, staging);
  return {first, first + layout().size()};
}

void ArmPack::save(int64_t arm, const std::filesystem::path& folder, int64_t step,
                   std::span<const SourceCount> counts) const {
  AlignedBuffer staging[3];
  const float* const first_values = whole_moments(first_moments_, arm, staging[1]);
  const float* const second_values = whole_moments(second_moments_, arm, staging[2]);
  if (ranks_.rank() != 0) return;
  const ArmProgress state = progress()[static_cast<size_t>(arm)];
  const auto parameters = layout().views(host_view(parameters_, arm, staging[0]));
  const auto first_moments = layout().views(first_values);
  const auto second_moments = second_moment_views(second_values);
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
  const auto fill_values = [&](const auto& copy) {
    for (const Parameter& parameter : layout().parameters()) {
      copy(parameter, std::span<float>(values.data() + parameter.offset, static_cast<size_t>(parameter.size)));
    }
  };
  fill_values([&](const Parameter& parameter, std::span<float> to) {
    checkpoint.parameters.copy(parameter.name, parameter.shape, to);
  });
  upload(parameters_, arm, values);
  fill_values([&](const Parameter& parameter, std::span<float> to) {
    checkpoint.optimiser.copy_first_moment(parameter.name, parameter.shape, to);
  });
  upload_moments(first_moments_, arm, values);
  fill_values([&](const Parameter& parameter, std::span<float> to) {
    std::ranges::fill(to, 0.0f);
    if (rules_.keeps_second_moment(parameter)) {
      checkpoint.optimiser.copy_second_moment(parameter.name, parameter.shape, to);
    }
  });
  upload_moments(second_moments_, arm, values);
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
  const float* const first_moments = whole_moments(first_moments_, arm, staging[0]);
  const float* const second_moments = whole_moments(second_moments_, arm, staging[1]);
  if (ranks_.rank() != 0) return;
  write_optimiser_file(folder / "optimiser.safetensors", layout().views(first_moments),
                       second_moment_views(second_moments), progress()[static_cast<size_t>(arm)].updates);
  write_model_folder(folder / "model", shape_, end_of_text, layout().views(host_view(parameters_, arm, staging[2])));
}

}  // namespace ablate
