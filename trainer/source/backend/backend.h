#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "tensor/aligned_buffer.h"
#include "tensor/arm_tensor.h"

namespace ablate {

/// Sizes of one attention: `query_heads` is a multiple of `key_value_heads`; consecutive query heads share a key and
/// value head (grouped-query attention, Ainslie et al. 2023).
struct AttentionShape {
  int64_t sequences;
  int64_t length;  ///< tokens of each sequence
  int64_t query_heads;
  int64_t key_value_heads;
  int64_t head_dimension;

  int64_t rows() const { return sequences * length; }
  /// Columns of the joint projection: [queries | keys | values].
  int64_t joint_width() const { return (query_heads + 2 * key_value_heads) * head_dimension; }
  int64_t output_width() const { return query_heads * head_dimension; }
};

/// What differs between the arms in one step of AdamW.
struct ArmUpdate {
  bool active;            ///< whether the arm is updated; where not, all its tensors stay as they are
  double rate;            ///< learning rate
  double gradient_scale;  ///< factor on the gradient, from clipping
  int64_t update;         ///< count of updates, this one included, for bias correction
};

struct AdamSettings {
  double beta1;
  double beta2;
  double epsilon;
  double weight_decay;
};

/// The operations that a model is made of. This list is the seam: everything above it (model, optimiser, training,
/// scoring) is written in these operations, everything below is one folder per kind of device.
///
/// All tensors are float32 with a leading arm dimension (see Arms); `arms` says how many arms an operation covers, the
/// other sizes and the shapes in brackets are those of one arm, row-major. A row is one token. `d_x` is the gradient of
/// the loss with respect to x. Every result is the same, bit for bit, for any number of threads and any pack.
class Backend {
 public:
  virtual ~Backend() = default;

  /// Memory on the device, zero at first. Throws Failure (device) where there is not enough.
  virtual AlignedBuffer allocate(int64_t count) const = 0;

  /// How many arms `for_each_group` works on at once; a workspace has that many arms.
  virtual int64_t concurrent_arms(int64_t arms) const = 0;

  /// Calls `work(group, slot)` until every arm of `arms` (ascending) has been in exactly one group. A group is a range
  /// of neighbouring arms [group.first, group.first + group.count); its workspace is the arms from `slot` on. Groups
  /// may run at the same time, in different threads. An exception of `work` is thrown again when all are done.
  struct ArmGroup {
    int64_t first;
    int64_t count;
  };
  using GroupWork = std::function<void(ArmGroup group, int64_t slot)>;
  virtual void for_each_group(std::span<const int64_t> arms, const GroupWork& work) const = 0;

  /// x = 0 for `count` elements.
  virtual void fill_zero(int64_t arms, int64_t count, ArmTensor x) const = 0;

  /// out[r] = table[tokens[r]]; tokens [rows], table [vocabulary, width], out [rows, width].
  virtual void embedding(int64_t arms, int64_t rows, int64_t width, ArmTokens tokens, ConstArmTensor table,
                         ArmTensor out) const = 0;
  /// d_table[tokens[r]] += d_out[r].
  virtual void embedding_backward(int64_t arms, int64_t rows, int64_t width, ArmTokens tokens, ConstArmTensor d_out,
                                  ArmTensor d_table) const = 0;

  /// RMSNorm (Zhang & Sennrich 2019): out = x · s · weight with s = 1 / sqrt(mean(x²) + epsilon) per row, kept in
  /// `inverse_rms` [rows].
  virtual void rms_norm(int64_t arms, int64_t rows, int64_t width, double epsilon, ConstArmTensor x,
                        ConstArmTensor weight, ArmTensor out, ArmTensor inverse_rms) const = 0;
  /// The same of sum = residual + branch, which is kept in `sum` [rows, width].
  virtual void add_rms_norm(int64_t arms, int64_t rows, int64_t width, double epsilon, ConstArmTensor residual,
                            ConstArmTensor branch, ArmTensor sum, ConstArmTensor weight, ArmTensor out,
                            ArmTensor inverse_rms) const = 0;
  /// With n = x · s and g = d_out · weight: d_x (+)= s · (g − n · mean(n · g)); d_weight += Σ_rows d_out · n.
  /// `accumulate` adds to d_x, as a residual connection needs it, in place of writing it.
  virtual void rms_norm_backward(int64_t arms, int64_t rows, int64_t width, ConstArmTensor x, ConstArmTensor weight,
                                 ConstArmTensor inverse_rms, ConstArmTensor d_out, ArmTensor d_x, ArmTensor d_weight,
                                 bool accumulate) const = 0;

  /// y = x · weightᵀ; x [rows, inputs], weight [outputs, inputs], y [rows, outputs].
  virtual void matmul(int64_t arms, int64_t rows, int64_t inputs, int64_t outputs, ConstArmTensor x,
                      ConstArmTensor weight, ArmTensor y) const = 0;
  /// d_x = d_y · weight.
  virtual void matmul_backward_input(int64_t arms, int64_t rows, int64_t inputs, int64_t outputs, ConstArmTensor d_y,
                                     ConstArmTensor weight, ArmTensor d_x) const = 0;
  /// d_weight += d_yᵀ · x.
  virtual void matmul_backward_weight(int64_t arms, int64_t rows, int64_t inputs, int64_t outputs, ConstArmTensor d_y,
                                      ConstArmTensor x, ArmTensor d_weight) const = 0;

  /// Rotary position embedding (Su et al. 2021), half-split as in Hugging Face's llama, in place on the query and key
  /// columns of `joint` [rows, joint_width]: (a, b) = (x[i], x[i + D/2]) becomes (a·cos − b·sin, b·cos + a·sin).
  /// `angles` [length, D] is shared by all arms: cosines of the D/2 angles of a position, then their sines.
  virtual void rope(int64_t arms, const AttentionShape& shape, const float* angles, ArmTensor joint) const = 0;
  /// The inverse rotation, in place on the gradient.
  virtual void rope_backward(int64_t arms, const AttentionShape& shape, const float* angles,
                             ArmTensor d_joint) const = 0;

  /// Causal attention: out = softmax(q · kᵀ / sqrt(D)) · v for each head; joint [rows, joint_width], out
  /// [rows, output_width]. The logarithm of each softmax's normaliser is kept in `log_sums` [rows, query_heads].
  virtual void attention(int64_t arms, const AttentionShape& shape, ConstArmTensor joint, ArmTensor out,
                         ArmTensor log_sums) const = 0;
  /// Writes d_joint; the probabilities are computed again from `log_sums` (Dao et al. 2022).
  virtual void attention_backward(int64_t arms, const AttentionShape& shape, ConstArmTensor joint, ConstArmTensor out,
                                  ConstArmTensor log_sums, ConstArmTensor d_out, ArmTensor d_joint) const = 0;

  /// SwiGLU (Shazeer 2020): out = gate · sigmoid(gate) · up; gate_up [rows, 2 · width] is [gate | up], out [rows,
  /// width].
  virtual void swiglu(int64_t arms, int64_t rows, int64_t width, ConstArmTensor gate_up, ArmTensor out) const = 0;
  /// Writes d_gate_up.
  virtual void swiglu_backward(int64_t arms, int64_t rows, int64_t width, ConstArmTensor gate_up, ConstArmTensor d_out,
                               ArmTensor d_gate_up) const = 0;

  /// Classifier and cross-entropy, forward and backward in one: logits = x · headᵀ, loss[r] = −log softmax(logits[r])
  /// at target r, in nats. With dl = (softmax − onehot) · gradient_scale: d_x = dl · head, d_head += dlᵀ · x. The
  /// logits exist for a few rows at a time only. x [rows, width], head [vocabulary, width], targets and losses [rows].
  virtual void cross_entropy(int64_t arms, int64_t rows, int64_t width, int64_t vocabulary, double gradient_scale,
                             ConstArmTensor x, ConstArmTensor head, ArmTokens targets, ArmTensor losses, ArmTensor d_x,
                             ArmTensor d_head) const = 0;
  /// Classifier, forward only: log_likelihoods[r] = log softmax(x[r] · headᵀ) at target r; greedy[r] = 1 where the
  /// target is the first of the largest logits, else 0.
  virtual void log_likelihood(int64_t arms, int64_t rows, int64_t width, int64_t vocabulary, ConstArmTensor x,
                              ConstArmTensor head, ArmTokens targets, ArmTensor log_likelihoods,
                              ArmTensor greedy) const = 0;

  /// out[i] = x[indices[i]]; x [any, width], out [count, width].
  virtual void gather_rows(int64_t arms, int64_t count, int64_t width, ArmTokens indices, ConstArmTensor x,
                           ArmTensor out) const = 0;

  /// results[arm] = Σ x over `count` elements, in float64.
  virtual void sum(int64_t arms, int64_t count, ConstArmTensor x, std::span<double> results) const = 0;
  /// results[arm] = Σ x², in float64.
  virtual void squared_norm(int64_t arms, int64_t count, ConstArmTensor x, std::span<double> results) const = 0;

  /// AdamW (Loshchilov & Hutter 2019), one step of `count` parameters of each arm; `updates` has one entry per arm.
  /// m = β1·m + (1 − β1)·g, v = β2·v + (1 − β2)·g², with g the scaled gradient;
  /// x −= rate · (m / (1 − β1ᵗ) / (sqrt(v / (1 − β2ᵗ)) + ε) + decay · x).
  virtual void adamw(int64_t arms, int64_t count, const AdamSettings& settings, std::span<const ArmUpdate> updates,
                     ConstArmTensor gradient, ArmTensor first_moment, ArmTensor second_moment,
                     ArmTensor parameters) const = 0;
};

/// The backend of a device: "cpu" with this many threads. Throws Failure (device) for a device that is not there.
std::unique_ptr<Backend> create_backend(const std::string& device, int threads);

}  // namespace ablate
