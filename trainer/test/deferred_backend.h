#pragma once

#include <sys/mman.h>

#include <cstring>
#include <functional>
#include <list>
#include <vector>

#include "backend/cpu/cpu_backend.h"

namespace ablate::test {

/// A backend that behaves as an accelerator does, in the memory of the processor: operations run only when the host
/// asks for a result, a recorded step is captured once and replayed, all arms are one group (failed ones too), and
/// memory of the device cannot be touched by the host: pages are locked but while an operation runs. What is written
/// above the seam works on a graphics processor if it works with this.
class DeferredBackend final : public Backend {
 public:
  ElementType compute_type() const override { return cpu_.compute_type(); }

  DeviceBuffer allocate(int64_t count, int64_t element_bytes) const override {
    const auto bytes = static_cast<size_t>(std::max<int64_t>(count * element_bytes, 1));
    void* const memory = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    const auto region = regions_.insert(regions_.end(), {memory, bytes});
    const auto free = [this, region](const void*) {
      flush();  // operations that were issued before still use it
      munmap(region->memory, region->bytes);
      regions_.erase(region);
    };
    return {static_cast<std::byte*>(memory), count * element_bytes, std::shared_ptr<const void>(memory, free)};
  }

  void upload(void* device, const void* host, int64_t bytes) const override {
    const auto* first = static_cast<const std::byte*>(host);
    const std::vector<std::byte> copy(first, first + bytes);
    issue([=] { std::memcpy(device, copy.data(), copy.size()); });
  }

  const void* host_view(const void* device, int64_t bytes, AlignedBuffer& staging) const override {
    staging = AlignedBuffer::of_bytes(bytes, 1);
    issue([&] { std::memcpy(staging.data(), device, static_cast<size_t>(bytes)); });
    flush();
    return staging.data();
  }

  DeviceBuffer make_resident(std::span<const std::byte> host) const override {
    DeviceBuffer copy = allocate(static_cast<int64_t>(host.size()), 1);
    upload(copy.data(), host.data(), copy.bytes());
    return copy;
  }

  std::unique_ptr<Recording> record(std::function<void()> work) const override {
    Operations captured;
    std::swap(captured, queue_);
    work();
    std::swap(captured, queue_);
    return std::make_unique<Replay>(*this, std::move(captured));
  }

  int64_t concurrent_arms(int64_t arms) const override { return arms; }
  void for_each_group(int64_t arms, Arms<const ArmProgress>, const GroupWork& work) const override {
    work({0, arms}, 0);
  }

  void gather_sequences(int64_t arms, int64_t count, int64_t length, Arms<const SequenceStart> starts,
                        Arms<int32_t> inputs, Arms<int32_t> targets) const override {
    issue([=, this] { cpu_.gather_sequences(arms, count, length, starts, inputs, targets); });
  }
  void find_documents(int64_t arms, int64_t sequences, int64_t length, int32_t end_of_text, ArmTokens tokens,
                      Arms<int32_t> starts, Arms<int32_t> ends) const override {
    issue([=, this] { cpu_.find_documents(arms, sequences, length, end_of_text, tokens, starts, ends); });
  }

  void fill_zero(int64_t arms, int64_t count, ArmTensor x) const override {
    issue([=, this] { cpu_.fill_zero(arms, count, x); });
  }
  void embedding(int64_t arms, int64_t rows, int64_t width, ArmTokens tokens, ConstArmTensor table,
                 ArmTensor out) const override {
    issue([=, this] { cpu_.embedding(arms, rows, width, tokens, table, out); });
  }
  void embedding_backward(int64_t arms, int64_t rows, int64_t width, ArmTokens tokens, ConstArmTensor d_out,
                          ArmTensor d_table) const override {
    issue([=, this] { cpu_.embedding_backward(arms, rows, width, tokens, d_out, d_table); });
  }
  void rms_norm(int64_t arms, int64_t rows, int64_t width, double epsilon, ConstArmTensor x, ConstArmTensor weight,
                ArmTensor out, ArmTensor inverse_rms) const override {
    issue([=, this] { cpu_.rms_norm(arms, rows, width, epsilon, x, weight, out, inverse_rms); });
  }
  void add_rms_norm(int64_t arms, int64_t rows, int64_t width, double epsilon, ConstArmTensor residual,
                    ConstArmTensor branch, ArmTensor sum, ConstArmTensor weight, ArmTensor out,
                    ArmTensor inverse_rms) const override {
    issue(
        [=, this] { cpu_.add_rms_norm(arms, rows, width, epsilon, residual, branch, sum, weight, out, inverse_rms); });
  }
  void rms_norm_backward(int64_t arms, int64_t rows, int64_t width, ConstArmTensor x, ConstArmTensor weight,
                         ConstArmTensor inverse_rms, ConstArmTensor d_out, ArmTensor d_x, ArmTensor d_weight,
                         bool accumulate) const override {
    issue([=, this] {
      cpu_.rms_norm_backward(arms, rows, width, x, weight, inverse_rms, d_out, d_x, d_weight, accumulate);
    });
  }
  void layer_norm(int64_t arms, int64_t rows, int64_t width, double epsilon, double scale, ConstArmTensor x,
                  ConstArmTensor weight, ArmTensor out, ArmTensor moments) const override {
    issue([=, this] { cpu_.layer_norm(arms, rows, width, epsilon, scale, x, weight, out, moments); });
  }
  void add_layer_norm(int64_t arms, int64_t rows, int64_t width, double epsilon, double scale, ConstArmTensor residual,
                      ConstArmTensor first, ConstArmTensor second, ArmTensor sum, ConstArmTensor weight, ArmTensor out,
                      ArmTensor moments) const override {
    issue([=, this] {
      cpu_.add_layer_norm(arms, rows, width, epsilon, scale, residual, first, second, sum, weight, out, moments);
    });
  }
  void layer_norm_backward(int64_t arms, int64_t rows, int64_t width, double scale, ConstArmTensor x,
                           ConstArmTensor weight, ConstArmTensor moments, ConstArmTensor first, ConstArmTensor second,
                           ArmTensor d_x, ArmTensor d_weight, bool accumulate) const override {
    issue([=, this] {
      cpu_.layer_norm_backward(arms, rows, width, scale, x, weight, moments, first, second, d_x, d_weight, accumulate);
    });
  }
  void matmul(int64_t arms, int64_t rows, int64_t inputs, int64_t outputs, ConstArmTensor x, ConstArmTensor weight,
              ArmTensor y) const override {
    issue([=, this] { cpu_.matmul(arms, rows, inputs, outputs, x, weight, y); });
  }
  void matmul_backward_input(int64_t arms, int64_t rows, int64_t inputs, int64_t outputs, ConstArmTensor d_y,
                             ConstArmTensor weight, ArmTensor d_x) const override {
    issue([=, this] { cpu_.matmul_backward_input(arms, rows, inputs, outputs, d_y, weight, d_x); });
  }
  void matmul_backward_weight(int64_t arms, int64_t rows, int64_t inputs, int64_t outputs, ConstArmTensor d_y,
                              ConstArmTensor x, ArmTensor d_weight) const override {
    issue([=, this] { cpu_.matmul_backward_weight(arms, rows, inputs, outputs, d_y, x, d_weight); });
  }
  void rope(int64_t arms, const AttentionShape& shape, const float* angles, ArmTensor joint) const override {
    issue([=, this] { cpu_.rope(arms, shape, angles, joint); });
  }
  void rope_backward(int64_t arms, const AttentionShape& shape, const float* angles, ArmTensor d_joint) const override {
    issue([=, this] { cpu_.rope_backward(arms, shape, angles, d_joint); });
  }
  void attention(int64_t arms, const AttentionShape& shape, const DocumentSpans& documents, ConstArmTensor joint,
                 ArmTensor out, ArmTensor log_sums) const override {
    issue([=, this] { cpu_.attention(arms, shape, documents, joint, out, log_sums); });
  }
  void attention_backward(int64_t arms, const AttentionShape& shape, const DocumentSpans& documents,
                          ConstArmTensor joint, ConstArmTensor out, ConstArmTensor log_sums, ConstArmTensor d_out,
                          ArmTensor d_joint) const override {
    issue([=, this] { cpu_.attention_backward(arms, shape, documents, joint, out, log_sums, d_out, d_joint); });
  }
  void swiglu(int64_t arms, int64_t rows, int64_t width, ConstArmTensor gate_up, ArmTensor out) const override {
    issue([=, this] { cpu_.swiglu(arms, rows, width, gate_up, out); });
  }
  void swiglu_backward(int64_t arms, int64_t rows, int64_t width, ConstArmTensor gate_up, ConstArmTensor d_out,
                       ArmTensor d_gate_up) const override {
    issue([=, this] { cpu_.swiglu_backward(arms, rows, width, gate_up, d_out, d_gate_up); });
  }
  void cross_entropy(int64_t arms, int64_t rows, int64_t width, int64_t vocabulary, double gradient_scale,
                     double z_loss, ConstArmTensor x, ConstArmTensor head, ArmTokens targets, ArmTensor losses,
                     ArmTensor d_x, ArmTensor d_head) const override {
    issue([=, this] {
      cpu_.cross_entropy(arms, rows, width, vocabulary, gradient_scale, z_loss, x, head, targets, losses, d_x, d_head);
    });
  }
  int64_t prepared_size(int64_t inputs, int64_t outputs) const override { return cpu_.prepared_size(inputs, outputs); }
  void prepare_weight(int64_t inputs, int64_t outputs, Arms<const float> weight, ArmTensor prepared) const override {
    issue([=, this] { cpu_.prepare_weight(inputs, outputs, weight, prepared); });
  }
  void matmul_prepared(int64_t arms, int64_t rows, int64_t inputs, int64_t outputs, ConstArmTensor x,
                       ConstArmTensor prepared, ArmTensor y) const override {
    issue([=, this] { cpu_.matmul_prepared(arms, rows, inputs, outputs, x, prepared, y); });
  }
  void log_likelihood(int64_t arms, int64_t rows, int64_t width, int64_t vocabulary, ConstArmTensor x,
                      ConstArmTensor prepared, ArmTokens first_targets, ArmTokens targets, ArmTensor log_likelihoods,
                      ArmTensor greedy) const override {
    issue([=, this] {
      cpu_.log_likelihood(arms, rows, width, vocabulary, x, prepared, first_targets, targets, log_likelihoods, greedy);
    });
  }
  void rope_at(int64_t arms, int64_t rows, const CachedAttentionShape& shape, ArmTokens positions, const float* angles,
               ArmTensor joint) const override {
    issue([=, this] { cpu_.rope_at(arms, rows, shape, positions, angles, joint); });
  }
  int64_t cache_alignment() const override { return cpu_.cache_alignment(); }
  int64_t cache_size(const CachedAttentionShape& shape) const override { return cpu_.cache_size(shape); }
  void store_keys_values(int64_t arms, int64_t rows, const CachedAttentionShape& shape, ArmTokens cache_rows,
                         ConstArmTensor joint, ArmTensor cache) const override {
    issue([=, this] { cpu_.store_keys_values(arms, rows, shape, cache_rows, joint, cache); });
  }
  void cached_attention(int64_t arms, int64_t span_count, const CachedAttentionShape& shape,
                        Arms<const AttentionSpan> spans, ConstArmTensor joint, ConstArmTensor cache,
                        ArmTensor out) const override {
    issue([=, this] { cpu_.cached_attention(arms, span_count, shape, spans, joint, cache, out); });
  }
  void gather_rows(int64_t arms, int64_t count, int64_t width, ArmTokens indices, ConstArmTensor x,
                   ArmTensor out) const override {
    issue([=, this] { cpu_.gather_rows(arms, count, width, indices, x, out); });
  }
  void convert(int64_t arms, int64_t count, ConstArmTensor from, ArmTensor to) const override {
    issue([=, this] { cpu_.convert(arms, count, from, to); });
  }
  void begin_step(int64_t arms, Arms<ArmProgress> progress) const override {
    issue([=, this] { cpu_.begin_step(arms, progress); });
  }
  void add_losses(int64_t arms, int64_t count, ConstArmTensor losses, Arms<ArmProgress> progress) const override {
    issue([=, this] { cpu_.add_losses(arms, count, losses, progress); });
  }
  void add_squared_norm(int64_t arms, int64_t count, ConstArmTensor gradient,
                        Arms<ArmProgress> progress) const override {
    issue([=, this] { cpu_.add_squared_norm(arms, count, gradient, progress); });
  }
  void conclude_gradient(int64_t arms, int64_t tokens, Arms<const ArmControl> controls,
                         Arms<ArmProgress> progress) const override {
    issue([=, this] { cpu_.conclude_gradient(arms, tokens, controls, progress); });
  }
  void adamw(int64_t arms, int64_t count, const AdamSettings& settings, Arms<const ArmControl> controls,
             Arms<const ArmProgress> progress, ConstArmTensor gradient, ArmTensor first_moment, ArmTensor second_moment,
             ArmTensor parameters) const override {
    issue([=, this] {
      cpu_.adamw(arms, count, settings, controls, progress, gradient, first_moment, second_moment, parameters);
    });
  }
  void muon(int64_t arms, int64_t rows, int64_t columns, const MuonSettings& settings, Arms<const ArmControl> controls,
            Arms<const ArmProgress> progress, ConstArmTensor gradient, ArmTensor momentum, ArmTensor parameters,
            ArmTensor work) const override {
    issue([=, this] {
      cpu_.muon(arms, rows, columns, settings, controls, progress, gradient, momentum, parameters, work);
    });
  }

 private:
  using Operations = std::vector<std::function<void()>>;

  struct Region {
    void* memory;
    size_t bytes;
  };

  class Replay final : public Recording {
   public:
    Replay(const DeferredBackend& backend, Operations operations)
        : backend_(backend), operations_(std::move(operations)) {}
    void run() override { backend_.queue_.insert(backend_.queue_.end(), operations_.begin(), operations_.end()); }

   private:
    const DeferredBackend& backend_;
    Operations operations_;
  };

  void issue(std::function<void()> operation) const { queue_.push_back(std::move(operation)); }

  void protect(int access) const {
    for (const Region& region : regions_) mprotect(region.memory, region.bytes, access);
  }

  void flush() const {
    protect(PROT_READ | PROT_WRITE);
    for (const auto& operation : queue_) operation();
    queue_.clear();
    protect(PROT_NONE);
  }

  CpuBackend cpu_{2};
  mutable Operations queue_;
  mutable std::list<Region> regions_;
};

}  // namespace ablate::test
