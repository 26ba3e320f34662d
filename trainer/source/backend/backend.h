#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "backend/arm_progress.h"
#include "backend/cached_attention.h"
#include "tensor/aligned_buffer.h"
#include "tensor/arm_tensor.h"
#include "tensor/device_buffer.h"

namespace ablate {

/// Sizes of one attention: `query_heads` is a multiple of `key_value_heads`; consecutive query heads share a key and
/// value head (grouped-query attention, Ainslie et al. 2023).
struct AttentionShape {
  int64_t sequences;
  int64_t length;  ///< tokens of each sequence
  int64_t query_heads;
  int64_t key_value_heads;
  int64_t head_dimension;
  RotaryPairs rotary_pairs = RotaryPairs::halves;

  int64_t rows() const { return sequences * length; }
  /// Columns of the joint projection: [queries | keys | values].
  int64_t joint_width() const { return (query_heads + 2 * key_value_heads) * head_dimension; }
  int64_t output_width() const { return query_heads * head_dimension; }
};

/// The documents of packed sequences, by row: `starts` and `ends` [rows] are the position in its sequence of the first
/// token of the row's document and of the one after its last. Without data, a sequence is one document.
struct DocumentSpans {
  Arms<const int32_t> starts = {};
  Arms<const int32_t> ends = {};

  /// Those of the rows from `rows` on.
  DocumentSpans at(int64_t rows) const {
    return starts.data == nullptr ? *this : DocumentSpans{starts.at(rows), ends.at(rows)};
  }
};

struct AdamSettings {
  double beta1;
  double beta2;
  double epsilon;
  double weight_decay;
};

struct MuonSettings {
  double momentum;
  double weight_decay;

  /// Elements of work memory that an arm needs for a matrix.
  static int64_t work_size(int64_t rows, int64_t columns) {
    const int64_t side = rows < columns ? rows : columns;
    return 2 * rows * columns + 2 * side * side;
  }
};

/// Operations in the order in which they were issued, ready to be run again.
class Recording {
 public:
  virtual ~Recording() = default;
  virtual void run() = 0;
};

/// The operations that a model is made of. This list is the seam: everything above it (model, optimiser, training,
/// scoring) is written in these operations, everything below is one folder per kind of device.
///
/// Tensors have a leading arm dimension (see Arms); `arms` says how many arms an operation covers, the other sizes and
/// the shapes in brackets are those of one arm, row-major. A row is one token. `d_x` is the gradient of the loss with
/// respect to x. Parameters, gradients of parameters, moments, norms' statistics and losses are float32; activations,
/// their gradients and the copy of the parameters that products read are of `compute_type`. Sums are taken in float32
/// at least. Every result is the same, bit for bit, for any number of threads and any pack.
///
/// Operations run in the order in which they are issued, and may still run when the call returns: what they read and
/// write is memory of the device, which the host looks at through `host_view` alone.
class Backend {
 public:
  virtual ~Backend() = default;

  /// The type of activations and of the parameters that products read.
  virtual ElementType compute_type() const = 0;

  /// Memory on the device for `count` elements of `element_bytes`, zero at first. Giving it back waits for the
  /// operations issued before. Throws Failure (memory) where there is not enough.
  virtual DeviceBuffer allocate(int64_t count, int64_t element_bytes) const = 0;

  /// Copies `bytes` from the host, after all operations issued before.
  virtual void upload(void* device, const void* host, int64_t bytes) const = 0;

  /// `bytes` from `device` on, as all operations issued before have left them: where the host can read the memory, the
  /// memory itself, else a copy in `staging`. Valid until the next operation.
  virtual const void* host_view(const void* device, int64_t bytes, AlignedBuffer& staging) const = 0;

  /// `host` (a mapped file), readable by operations; `host` must outlive it. On the processor it is the same memory.
  virtual DeviceBuffer make_resident(std::span<const std::byte> host) const = 0;

  /// Makes what `work` issues ready to be run many times. `work` must issue the same operations on the same memory
  /// whenever it is called; what differs from run to run (rates, positions of sequences, failed arms) it reads from
  /// device memory. A backend may call `work` once and replay it, or call it at each run.
  virtual std::unique_ptr<Recording> record(std::function<void()> work) const = 0;

  /// How many arms `for_each_group` works on at once; a workspace has that many arms.
  virtual int64_t concurrent_arms(int64_t arms) const = 0;

  /// Calls `work(group, slot)` until every arm in [0, arms) has been in exactly one group; with `progress`, those that
  /// have failed may be left out. A group is a range of neighbouring arms [group.first, group.first + group.count); its
  /// workspace is the arms from `slot` on. Groups may run at the same time, in different threads. An exception of
  /// `work` is thrown again when all are done.
  struct ArmGroup {
    int64_t first;
    int64_t count;
  };
  using GroupWork = std::function<void(ArmGroup group, int64_t slot)>;
  virtual void for_each_group(int64_t arms, Arms<const ArmProgress> progress, const GroupWork& work) const = 0;

  /// inputs[s · length + i] = token first + i of sequence s, and targets the token after it, for `count` sequences;
  /// starts [count], inputs and targets [count · length].
  virtual void gather_sequences(int64_t arms, int64_t count, int64_t length, Arms<const SequenceStart> starts,
                                Arms<int32_t> inputs, Arms<int32_t> targets) const = 0;

  /// The documents of `sequences` of `length` tokens: each ends with `end_of_text` or with its sequence. tokens, starts
  /// and ends are [sequences · length]; see DocumentSpans.
  virtual void find_documents(int64_t arms, int64_t sequences, int64_t length, int32_t end_of_text, ArmTokens tokens,
                              Arms<int32_t> starts, Arms<int32_t> ends) const = 0;

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

  /// LayerNorm (Ba et al. 2016) without bias: out = n · weight · scale with n = (x − mean(x)) · s and
  /// s = 1 / sqrt(mean((x − mean(x))²) + epsilon) per row; mean and s are kept in `moments` [rows, 2].
  virtual void layer_norm(int64_t arms, int64_t rows, int64_t width, double epsilon, double scale, ConstArmTensor x,
                          ConstArmTensor weight, ArmTensor out, ArmTensor moments) const = 0;
  /// The same of sum = residual + first + second, both branches of a parallel block, kept in `sum` [rows, width].
  virtual void add_layer_norm(int64_t arms, int64_t rows, int64_t width, double epsilon, double scale,
                              ConstArmTensor residual, ConstArmTensor first, ConstArmTensor second, ArmTensor sum,
                              ConstArmTensor weight, ArmTensor out, ArmTensor moments) const = 0;
  /// With d = first + second, the gradient by both users of out, and g = d · weight · scale: d_x (+)= s · (g − mean(g)
  /// − n · mean(n · g)); d_weight += Σ_rows d · n · scale. `second` without data counts as 0; `accumulate` as in
  /// rms_norm_backward.
  virtual void layer_norm_backward(int64_t arms, int64_t rows, int64_t width, double scale, ConstArmTensor x,
                                   ConstArmTensor weight, ConstArmTensor moments, ConstArmTensor first,
                                   ConstArmTensor second, ArmTensor d_x, ArmTensor d_weight, bool accumulate) const = 0;

  /// y = x · weightᵀ; x [rows, inputs], weight [outputs, inputs], y [rows, outputs].
  virtual void matmul(int64_t arms, int64_t rows, int64_t inputs, int64_t outputs, ConstArmTensor x,
                      ConstArmTensor weight, ArmTensor y) const = 0;
  /// d_x = d_y · weight.
  virtual void matmul_backward_input(int64_t arms, int64_t rows, int64_t inputs, int64_t outputs, ConstArmTensor d_y,
                                     ConstArmTensor weight, ArmTensor d_x) const = 0;
  /// d_weight += d_yᵀ · x.
  virtual void matmul_backward_weight(int64_t arms, int64_t rows, int64_t inputs, int64_t outputs, ConstArmTensor d_y,
                                      ConstArmTensor x, ArmTensor d_weight) const = 0;

  /// Rotary position embedding (Su et al. 2021), in place on the query and key columns of `joint` [rows, joint_width]:
  /// a pair (a, b), see RotaryPairs, becomes (a·cos − b·sin, b·cos + a·sin) by its angle.
  /// `angles` [length, D] is shared by all arms: cosines of the D/2 angles of a position, then their sines.
  virtual void rope(int64_t arms, const AttentionShape& shape, const float* angles, ArmTensor joint) const = 0;
  /// The inverse rotation, in place on the gradient.
  virtual void rope_backward(int64_t arms, const AttentionShape& shape, const float* angles,
                             ArmTensor d_joint) const = 0;

  /// Causal attention within each document: out = softmax(q · kᵀ / sqrt(D)) · v for each head; joint
  /// [rows, joint_width], out [rows, output_width]. The logarithm of each softmax's normaliser is kept in `log_sums`
  /// [rows, query_heads].
  virtual void attention(int64_t arms, const AttentionShape& shape, const DocumentSpans& documents,
                         ConstArmTensor joint, ArmTensor out, ArmTensor log_sums) const = 0;
  /// Writes d_joint; the probabilities are computed again from `log_sums` (Dao et al. 2022).
  virtual void attention_backward(int64_t arms, const AttentionShape& shape, const DocumentSpans& documents,
                                  ConstArmTensor joint, ConstArmTensor out, ConstArmTensor log_sums,
                                  ConstArmTensor d_out, ArmTensor d_joint) const = 0;

  /// SwiGLU (Shazeer 2020): out = gate · sigmoid(gate) · up; gate_up [rows, 2 · width] is [gate | up], out [rows,
  /// width].
  virtual void swiglu(int64_t arms, int64_t rows, int64_t width, ConstArmTensor gate_up, ArmTensor out) const = 0;
  /// Writes d_gate_up.
  virtual void swiglu_backward(int64_t arms, int64_t rows, int64_t width, ConstArmTensor gate_up, ConstArmTensor d_out,
                               ArmTensor d_gate_up) const = 0;

  /// Classifier and cross-entropy, forward and backward in one: logits = x · headᵀ, loss[r] = −log softmax(logits[r])
  /// at target r, in nats. What is differentiated is loss + z_loss · log²Z, Z the normaliser of the softmax (Chowdhery
  /// et al. 2022). With dl = ((1 + 2 · z_loss · log Z) · softmax − onehot) · gradient_scale: d_x = dl · head, d_head +=
  /// dlᵀ · x. The logits exist for a few rows at a time only. x [rows, width], head [vocabulary, width], targets and
  /// losses [rows].
  virtual void cross_entropy(int64_t arms, int64_t rows, int64_t width, int64_t vocabulary, double gradient_scale,
                             double z_loss, ConstArmTensor x, ConstArmTensor head, ArmTokens targets, ArmTensor losses,
                             ArmTensor d_x, ArmTensor d_head) const = 0;

  // Scoring and generation: weights that do not change, sequences of unlike lengths in one batch, and cached keys.

  /// Elements of `compute_type` that a prepared weight takes.
  virtual int64_t prepared_size(int64_t inputs, int64_t outputs) const = 0;
  /// prepared = weight, in the order in which the device's products read it best; weight [outputs, inputs].
  virtual void prepare_weight(int64_t inputs, int64_t outputs, Arms<const float> weight, ArmTensor prepared) const = 0;
  /// y = x · weightᵀ; shapes as in matmul. A row of y depends on its row of x alone, bit for bit.
  virtual void matmul_prepared(int64_t arms, int64_t rows, int64_t inputs, int64_t outputs, ConstArmTensor x,
                               ConstArmTensor prepared, ArmTensor y) const = 0;
  /// Classifier, forward only, with any number of targets a row: those of row r are t in [first_targets[r],
  /// first_targets[r + 1]). log_likelihoods[t] = log softmax(x[r] · headᵀ) at targets[t]; greedy[t] = 1 where that is
  /// the first of the largest logits, else 0. `prepared` is the head; first_targets [rows + 1], the others [targets].
  virtual void log_likelihood(int64_t arms, int64_t rows, int64_t width, int64_t vocabulary, ConstArmTensor x,
                              ConstArmTensor prepared, ArmTokens first_targets, ArmTokens targets,
                              ArmTensor log_likelihoods, ArmTensor greedy) const = 0;

  /// `rope` of rows whose positions are given: positions [rows], angles [any, D].
  virtual void rope_at(int64_t arms, int64_t rows, const CachedAttentionShape& shape, ArmTokens positions,
                       const float* angles, ArmTensor joint) const = 0;
  /// Rows of the cache where a run of keys may begin are multiples of this.
  virtual int64_t cache_alignment() const = 0;
  /// Elements of `compute_type` that the cached keys and values of a layer take; their order is the backend's choice.
  virtual int64_t cache_size(const CachedAttentionShape& shape) const = 0;
  /// Writes the keys and values of row r of `joint` [rows, joint_width] to row cache_rows[r] of the cache.
  virtual void store_keys_values(int64_t arms, int64_t rows, const CachedAttentionShape& shape, ArmTokens cache_rows,
                                 ConstArmTensor joint, ArmTensor cache) const = 0;
  /// out = softmax(q · kᵀ / sqrt(D)) · v for each head, with the queries of `joint` and the cached keys and values that
  /// the span of a row names; spans [span_count], out [rows, output_width]. A row of `out` depends on its query and
  /// the keys and values that it sees alone, bit for bit, whatever the spans they are computed in.
  virtual void cached_attention(int64_t arms, int64_t span_count, const CachedAttentionShape& shape,
                                Arms<const AttentionSpan> spans, ConstArmTensor joint, ConstArmTensor cache,
                                ArmTensor out) const = 0;

  /// out[i] = x[indices[i]]; x [any, width], out [count, width].
  virtual void gather_rows(int64_t arms, int64_t count, int64_t width, ArmTokens indices, ConstArmTensor x,
                           ArmTensor out) const = 0;

  /// to[i] = from[i], rounded to nearest even where the type of `to` is narrower.
  virtual void convert(int64_t arms, int64_t count, ConstArmTensor from, ArmTensor to) const = 0;

  /// The scalars of a step, one ArmProgress per arm. First loss_total = squared_norm = 0, …
  virtual void begin_step(int64_t arms, Arms<ArmProgress> progress) const = 0;
  /// … then loss_total += Σ losses over `count` elements, in float64, …
  virtual void add_losses(int64_t arms, int64_t count, ConstArmTensor losses, Arms<ArmProgress> progress) const = 0;
  /// … squared_norm += Σ gradient², in float64, …
  virtual void add_squared_norm(int64_t arms, int64_t count, ConstArmTensor gradient,
                                Arms<ArmProgress> progress) const = 0;
  /// … and at last loss = loss_total / tokens, gradient_norm = sqrt(squared_norm), gradient_scale = clip /
  /// gradient_norm where the arm's clip (> 0) is exceeded, else 1; the loss is added to what is reported and the step
  /// and the update are counted. Where loss or norm is not finite the arm fails: only `failed`, `steps`, `loss` and
  /// `gradient_norm` are set. An arm that has failed before is left as it is.
  virtual void conclude_gradient(int64_t arms, int64_t tokens, Arms<const ArmControl> controls,
                                 Arms<ArmProgress> progress) const = 0;

  /// AdamW (Loshchilov & Hutter 2019), one step of `count` parameters of each arm that has not failed; its control
  /// has the learning rate, t is its `updates`.
  /// m = β1·m + (1 − β1)·g, v = β2·v + (1 − β2)·g², with g = gradient · gradient_scale;
  /// x −= rate · (m / (1 − β1ᵗ) / (sqrt(v / (1 − β2ᵗ)) + ε) + decay · x).
  virtual void adamw(int64_t arms, int64_t count, const AdamSettings& settings, Arms<const ArmControl> controls,
                     Arms<const ArmProgress> progress, ConstArmTensor gradient, ArmTensor first_moment,
                     ArmTensor second_moment, ArmTensor parameters) const = 0;

  /// Muon (Jordan 2024), one step of a matrix [rows, columns] of each arm that has not failed; its control has the
  /// learning rate. momentum = μ · momentum + g with g = gradient · gradient_scale; u = g + μ · momentum (Nesterov);
  /// x₀ = u / ‖u‖, then five times A = x·xᵀ, x = 3.4445 · x + (−4.7750 · A + 2.0315 · A²) · x (Newton–Schulz), which
  /// brings all singular values near 1; parameters −= rate · (0.2 · sqrt(max(rows, columns)) · x + decay · parameters),
  /// a scale by which rates of AdamW fit (Liu et al. 2025). `work` has MuonSettings::work_size elements.
  virtual void muon(int64_t arms, int64_t rows, int64_t columns, const MuonSettings& settings,
                    Arms<const ArmControl> controls, Arms<const ArmProgress> progress, ConstArmTensor gradient,
                    ArmTensor momentum, ArmTensor parameters, ArmTensor work) const = 0;
};

/// The backend of a device: "cpu" with this many threads; `precision` is the type that operands of
/// matrix products are rounded to. Throws Failure (device) for a device that is not there.
std::unique_ptr<Backend> create_backend(const std::string& device, int threads,
                                        ElementType precision = ElementType::float32);

}  // namespace ablate
