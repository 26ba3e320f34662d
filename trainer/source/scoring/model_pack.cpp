#include "scoring/model_pack.h"

#include "storage/model_folder.h"

namespace ablate {

ModelPack::ModelPack(const ModelShape& shape, std::span<const std::filesystem::path> folders, const Backend& backend,
                     int64_t rows)
    : shape_(shape),
      backend_(backend),
      models_(static_cast<int64_t>(folders.size())),
      rows_(rows),
      model_(create_model(shape, backend, backend.concurrent_arms(models_), rows, Passes::forward)),
      parameters_(backend.allocate(models_ * model_->layout().arm_stride(), element_bytes(backend.compute_type()))),
      selected_(backend.allocate(backend.concurrent_arms(models_) * rows * shape.hidden,
                                 element_bytes(backend.compute_type()))),
      inputs_(backend.allocate(rows, sizeof(int32_t))),
      rows_of_targets_(backend.allocate(rows, sizeof(int32_t))),
      targets_(backend.allocate(rows, sizeof(int32_t))),
      log_likelihoods_(backend.allocate(models_ * rows, sizeof(float))),
      greedy_(backend.allocate(models_ * rows, sizeof(float))) {
  const ParameterLayout& layout = model_->layout();
  AlignedBuffer values(layout.size());
  const DeviceBuffer loaded = backend.allocate(layout.size(), sizeof(float));
  for (size_t i = 0; i < folders.size(); ++i) {
    const ModelParameters file(folders[i]);
    for (const Parameter& parameter : layout.parameters()) {
      file.copy(parameter.name, parameter.shape,
                {values.data() + parameter.offset, static_cast<size_t>(parameter.size)});
    }
    backend.upload(loaded.data(), values.data(), loaded.bytes());
    backend.convert(1, layout.size(), {loaded.as<float>(), 0}, parameters().from(static_cast<int64_t>(i)));
  }
}

ArmTensor ModelPack::parameters() const {
  return {parameters_.data(), model_->layout().arm_stride(), backend_.compute_type()};
}

std::vector<ScoreResult> ModelPack::score(const ScoreBatch& batch) {
  const auto sequences = static_cast<int64_t>(batch.requests.size());
  const auto count = static_cast<int64_t>(batch.rows.size());
  const auto upload = [&](const DeviceBuffer& buffer, const std::vector<int32_t>& values) {
    backend_.upload(buffer.data(), values.data(), static_cast<int64_t>(values.size() * sizeof(int32_t)));
    return ArmTokens{buffer.as<int32_t>(), 0};
  };
  const ArmTokens inputs = upload(inputs_, batch.inputs);
  const ArmTokens rows = upload(rows_of_targets_, batch.rows);
  const ArmTokens targets = upload(targets_, batch.targets);
  const ArmTensor log_likelihoods{log_likelihoods_.as<float>(), rows_};
  const ArmTensor greedy{greedy_.as<float>(), rows_};

  backend_.for_each_group(models_, {}, [&](Backend::ArmGroup group, int64_t slot) {
    const ConstArmTensor group_parameters = parameters().from(group.first);
    const ArmTensor selected = ArmTensor{selected_.data(), rows_ * shape_.hidden, backend_.compute_type()}.from(slot);
    const ConstArmTensor hidden =
        model_->hidden_states(group.count, slot, {sequences, batch.length, inputs}, group_parameters);
    backend_.gather_rows(group.count, count, shape_.hidden, rows, hidden, selected);
    backend_.log_likelihood(group.count, count, shape_.hidden, shape_.vocabulary, selected,
                            model_->head(group_parameters), targets, log_likelihoods.from(group.first),
                            greedy.from(group.first));
  });

  AlignedBuffer staging[2];
  const auto read = [&](const DeviceBuffer& buffer, AlignedBuffer& memory) {
    return Arms<const float>{static_cast<const float*>(backend_.host_view(buffer.data(), buffer.bytes(), memory)),
                             rows_};
  };
  const Arms<const float> found = read(log_likelihoods_, staging[0]);
  const Arms<const float> found_greedy = read(greedy_, staging[1]);
  const auto models = static_cast<size_t>(models_);
  std::vector<ScoreResult> results(batch.requests.size(),
                                   {std::vector<double>(models, 0.0), std::vector<bool>(models, true)});
  for (size_t model = 0; model < models; ++model) {
    for (size_t row = 0; row < batch.rows.size(); ++row) {
      ScoreResult& result = results[batch.row_sequences[row]];
      result.log_likelihoods[model] += static_cast<double>(found[static_cast<int64_t>(model)][row]);
      if (found_greedy[static_cast<int64_t>(model)][row] == 0.0f) result.greedy[model] = false;
    }
  }
  return results;
}

}  // namespace ablate
