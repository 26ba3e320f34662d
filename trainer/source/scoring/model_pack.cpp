#include "scoring/model_pack.h"

#include <numeric>

#include "storage/model_folder.h"

namespace ablate {

ModelPack::ModelPack(const ModelShape& shape, std::span<const std::filesystem::path> folders, const Backend& backend,
                     int64_t rows)
    : shape_(shape),
      backend_(backend),
      models_(static_cast<int64_t>(folders.size())),
      rows_(rows),
      model_(shape, backend, backend.concurrent_arms(models_), rows, Passes::forward),
      parameters_(backend.allocate(models_ * model_.layout().arm_stride())),
      selected_(backend.allocate(backend.concurrent_arms(models_) * rows * shape.hidden)),
      log_likelihoods_(backend.allocate(models_ * rows)),
      greedy_(backend.allocate(models_ * rows)) {
  for (size_t i = 0; i < folders.size(); ++i) {
    const SafetensorsFile file = open_model_parameters(folders[i]);
    float* const arm = parameters_.data() + static_cast<int64_t>(i) * model_.layout().arm_stride();
    for (const Parameter& parameter : model_.layout().parameters()) {
      file.copy(parameter.name, parameter.shape, {arm + parameter.offset, static_cast<size_t>(parameter.size)});
    }
  }
}

std::vector<ScoreResult> ModelPack::score(const ScoreBatch& batch) {
  const auto sequences = static_cast<int64_t>(batch.requests.size());
  const auto count = static_cast<int64_t>(batch.rows.size());
  const ConstArmTensor parameters{parameters_.data(), model_.layout().arm_stride()};
  const ArmTensor log_likelihoods{log_likelihoods_.data(), rows_};
  const ArmTensor greedy{greedy_.data(), rows_};
  std::vector<int64_t> arms(static_cast<size_t>(models_));
  std::iota(arms.begin(), arms.end(), int64_t{0});

  backend_.for_each_group(arms, [&](Backend::ArmGroup group, int64_t slot) {
    const ConstArmTensor group_parameters = parameters.from(group.first);
    const ArmTensor selected = ArmTensor{selected_.data(), rows_ * shape_.hidden}.from(slot);
    const ConstArmTensor hidden =
        model_.hidden_states(group.count, slot, {sequences, batch.length, {batch.inputs.data(), 0}}, group_parameters);
    backend_.gather_rows(group.count, count, shape_.hidden, {batch.rows.data(), 0}, hidden, selected);
    backend_.log_likelihood(group.count, count, shape_.hidden, shape_.vocabulary, selected,
                            model_.head(group_parameters), {batch.targets.data(), 0}, log_likelihoods.from(group.first),
                            greedy.from(group.first));
  });

  const auto models = static_cast<size_t>(models_);
  std::vector<ScoreResult> results(batch.requests.size(),
                                   {std::vector<double>(models, 0.0), std::vector<bool>(models, true)});
  for (size_t model = 0; model < models; ++model) {
    for (size_t row = 0; row < batch.rows.size(); ++row) {
      ScoreResult& result = results[batch.row_sequences[row]];
      result.log_likelihoods[model] += static_cast<double>(log_likelihoods[static_cast<int64_t>(model)][row]);
      if (greedy[static_cast<int64_t>(model)][row] == 0.0f) result.greedy[model] = false;
    }
  }
  return results;
}

}  // namespace ablate
