#pragma once

#include "backend/backend.h"
#include "tensor/element_type.h"

namespace ablate {

/// The operations on the processor: OpenMP threads and vector instructions. Work is split into units whose size depends
/// on shapes alone, and what a unit computes does not depend on the others; sums over units are taken in a fixed order.
/// That makes every result independent of the number of threads and of the pack.
class CpuBackend : public Backend {
 public:
  explicit CpuBackend(int threads, ElementType precision = ElementType::float32)
      : threads_(threads), precision_(precision) {}

  ElementType compute_type() const override { return ElementType::float32; }
  DeviceBuffer allocate(int64_t count, int64_t element_bytes) const override;
  void upload(void* device, const void* host, int64_t bytes) const override;
  const void* host_view(const void* device, int64_t bytes, AlignedBuffer& staging) const override;
  DeviceBuffer make_resident(std::span<const std::byte> host) const override;
  std::unique_ptr<Recording> record(std::function<void()> work) const override;

  /// With at least as many arms as threads each thread works on an arm of its own, without waiting for the others; the
  /// arms that are left over are computed one operation at a time, by all threads together.
  int64_t concurrent_arms(int64_t arms) const override;
  void for_each_group(int64_t arms, Arms<const ArmProgress> progress, const GroupWork& work) const override;

  void gather_sequences(int64_t arms, int64_t count, int64_t length, Arms<const SequenceStart> starts,
                        Arms<int32_t> inputs, Arms<int32_t> targets) const override;

  void find_documents(int64_t arms, int64_t sequences, int64_t length, int32_t end_of_text, ArmTokens tokens,
                      Arms<int32_t> starts, Arms<int32_t> ends) const override;
  void fill_zero(int64_t arms, int64_t count, ArmTensor x) const override;
  void embedding(int64_t arms, int64_t rows, int64_t width, ArmTokens tokens, ConstArmTensor table,
                 ArmTensor out) const override;
  void embedding_backward(int64_t arms, int64_t rows, int64_t width, ArmTokens tokens, ConstArmTensor d_out,
                          ArmTensor d_table) const override;
  void rms_norm(int64_t arms, int64_t rows, int64_t width, double epsilon, ConstArmTensor x, ConstArmTensor weight,
                ArmTensor out, ArmTensor inverse_rms) const override;
  void add_rms_norm(int64_t arms, int64_t rows, int64_t width, double epsilon, ConstArmTensor residual,
                    ConstArmTensor branch, ArmTensor sum, ConstArmTensor weight, ArmTensor out,
                    ArmTensor inverse_rms) const override;
  void rms_norm_backward(int64_t arms, int64_t rows, int64_t width, ConstArmTensor x, ConstArmTensor weight,
                         ConstArmTensor inverse_rms, ConstArmTensor d_out, ArmTensor d_x, ArmTensor d_weight,
                         bool accumulate) const override;
  void layer_norm(int64_t arms, int64_t rows, int64_t width, double epsilon, double scale, ConstArmTensor x,
                  ConstArmTensor weight, ArmTensor out, ArmTensor moments) const override;
  void add_layer_norm(int64_t arms, int64_t rows, int64_t width, double epsilon, double scale, ConstArmTensor residual,
                      ConstArmTensor first, ConstArmTensor second, ArmTensor sum, ConstArmTensor weight, ArmTensor out,
                      ArmTensor moments) const override;
  void layer_norm_backward(int64_t arms, int64_t rows, int64_t width, double scale, ConstArmTensor x,
                           ConstArmTensor weight, ConstArmTensor moments, ConstArmTensor first, ConstArmTensor second,
                           ArmTensor d_x, ArmTensor d_weight, bool accumulate) const override;
  void matmul(int64_t arms, int64_t rows, int64_t inputs, int64_t outputs, ConstArmTensor x, ConstArmTensor weight,
              ArmTensor y) const override;
  void matmul_backward_input(int64_t arms, int64_t rows, int64_t inputs, int64_t outputs, ConstArmTensor d_y,
                             ConstArmTensor weight, ArmTensor d_x) const override;
  void matmul_backward_weight(int64_t arms, int64_t rows, int64_t inputs, int64_t outputs, ConstArmTensor d_y,
                              ConstArmTensor x, ArmTensor d_weight) const override;
  void rope(int64_t arms, const AttentionShape& shape, const float* angles, ArmTensor joint) const override;
  void rope_backward(int64_t arms, const AttentionShape& shape, const float* angles, ArmTensor d_joint) const override;
  void attention(int64_t arms, const AttentionShape& shape, const DocumentSpans& documents, ConstArmTensor joint,
                 ArmTensor out, ArmTensor log_sums) const override;
  void attention_backward(int64_t arms, const AttentionShape& shape, const DocumentSpans& documents,
                          ConstArmTensor joint, ConstArmTensor out, ConstArmTensor log_sums, ConstArmTensor d_out,
                          ArmTensor d_joint) const override;
  void swiglu(int64_t arms, int64_t rows, int64_t width, ConstArmTensor gate_up, ArmTensor out) const override;
  void swiglu_backward(int64_t arms, int64_t rows, int64_t width, ConstArmTensor gate_up, ConstArmTensor d_out,
                       ArmTensor d_gate_up) const override;
  void cross_entropy(int64_t arms, int64_t rows, int64_t width, int64_t vocabulary, double gradient_scale,
                     double z_loss, ConstArmTensor x, ConstArmTensor head, ArmTokens targets, ArmTensor losses,
                     ArmTensor d_x, ArmTensor d_head) const override;
  int64_t prepared_size(int64_t inputs, int64_t outputs) const override;
  void prepare_weight(int64_t inputs, int64_t outputs, Arms<const float> weight, ArmTensor prepared) const override;
  void matmul_prepared(int64_t arms, int64_t rows, int64_t inputs, int64_t outputs, ConstArmTensor x,
                       ConstArmTensor prepared, ArmTensor y) const override;
  void log_likelihood(int64_t arms, int64_t rows, int64_t width, int64_t vocabulary, ConstArmTensor x,
                      ConstArmTensor prepared, ArmTokens first_targets, ArmTokens targets, ArmTensor log_likelihoods,
                      ArmTensor greedy) const override;
  void rope_at(int64_t arms, int64_t rows, const CachedAttentionShape& shape, ArmTokens positions, const float* angles,
               ArmTensor joint) const override;
  int64_t cache_alignment() const override;
  int64_t cache_size(const CachedAttentionShape& shape) const override;
  void store_keys_values(int64_t arms, int64_t rows, const CachedAttentionShape& shape, ArmTokens cache_rows,
                         ConstArmTensor joint, ArmTensor cache) const override;
  void cached_attention(int64_t arms, int64_t span_count, const CachedAttentionShape& shape,
                        Arms<const AttentionSpan> spans, ConstArmTensor joint, ConstArmTensor cache,
                        ArmTensor out) const override;
  void gather_rows(int64_t arms, int64_t count, int64_t width, ArmTokens indices, ConstArmTensor x,
                   ArmTensor out) const override;
  void convert(int64_t arms, int64_t count, ConstArmTensor from, ArmTensor to) const override;
  void begin_step(int64_t arms, Arms<ArmProgress> progress) const override;
  void add_losses(int64_t arms, int64_t count, ConstArmTensor losses, Arms<ArmProgress> progress) const override;
  void add_squared_norm(int64_t arms, int64_t count, ConstArmTensor gradient,
                        Arms<ArmProgress> progress) const override;
  void conclude_gradient(int64_t arms, int64_t tokens, Arms<const ArmControl> controls,
                         Arms<ArmProgress> progress) const override;
  void adamw(int64_t arms, int64_t count, const AdamSettings& settings, Arms<const ArmControl> controls,
             Arms<const ArmProgress> progress, ConstArmTensor gradient, ArmTensor first_moment, ArmTensor second_moment,
             ArmTensor parameters) const override;
  void muon(int64_t arms, int64_t rows, int64_t columns, const MuonSettings& settings, Arms<const ArmControl> controls,
            Arms<const ArmProgress> progress, ConstArmTensor gradient, ArmTensor momentum, ArmTensor parameters,
            ArmTensor work) const override;

 protected:
  int threads() const { return threads_; }
  /// How many of `arms` arms are computed side by side, each by a thread; the others by all threads together.
  int64_t arms_side_by_side(int64_t arms) const;

 private:
  int threads_;
  ElementType precision_;
};

}  // namespace ablate
