#pragma once

#include "backend/backend.h"
#include "reference/values.h"

/// The operations of `Backend` in float64, for one arm, as plain loops over their formulas. Gradients are returned, not
/// accumulated.
namespace ablate::reference {

using Tokens = std::vector<int32_t>;

Values embedding(int64_t width, const Tokens& tokens, const Values& table);
Values embedding_backward(int64_t width, const Tokens& tokens, const Values& d_out, size_t table_size);

Values rms_norm(int64_t width, double epsilon, const Values& x, const Values& weight);
struct NormGradients {
  Values d_x;
  Values d_weight;
};
NormGradients rms_norm_backward(int64_t width, double epsilon, const Values& x, const Values& weight,
                                const Values& d_out);

/// (x − mean) / sqrt(variance + epsilon) · weight of each row (Ba et al. 2016), without bias.
Values layer_norm(int64_t width, double epsilon, const Values& x, const Values& weight);
NormGradients layer_norm_backward(int64_t width, double epsilon, const Values& x, const Values& weight,
                                  const Values& d_out);

/// x [rows, inputs] · weightᵀ, weight [outputs, inputs].
Values matmul(int64_t inputs, int64_t outputs, const Values& x, const Values& weight);
Values matmul_backward_input(int64_t inputs, int64_t outputs, const Values& d_y, const Values& weight);
Values matmul_backward_weight(int64_t inputs, int64_t outputs, const Values& d_y, const Values& x);

/// Rotates queries and keys by position · theta^(−2i/D) times `direction`: 1 forward, −1 backward.
Values rope(const AttentionShape& shape, double theta, const Values& joint, double direction);
/// The same, of the pairs of elements (2i, 2i + 1) in place of (i, i + D/2).
Values interleaved_rope(const AttentionShape& shape, double theta, const Values& joint, double direction);

/// Position in its sequence of the first token of each token's document; documents end with `end_of_text`.
Tokens document_starts(int64_t length, int32_t end_of_text, const Tokens& tokens);

/// `starts` as of document_starts; none: each sequence is one document.
Values attention(const AttentionShape& shape, const Values& joint, const Tokens& starts = {});
Values attention_backward(const AttentionShape& shape, const Values& joint, const Values& d_out,
                          const Tokens& starts = {});

Values swiglu(int64_t width, const Values& gate_up);
Values swiglu_backward(int64_t width, const Values& gate_up, const Values& d_out);

/// The loss of each row.
Values cross_entropy(int64_t vocabulary, const Values& logits, const Tokens& targets);
/// z_loss · log²Z of each row.
Values z_losses(int64_t vocabulary, double z_loss, const Values& logits);
/// The gradient of the sum of the losses and z-losses with respect to the logits.
Values cross_entropy_backward(int64_t vocabulary, double z_loss, const Values& logits, const Tokens& targets);

/// Five Newton–Schulz steps on x [rows, columns] / ‖x‖ (Jordan 2024).
Values orthogonalised(int64_t rows, int64_t columns, const Values& x);

struct MuonState {
  Values momentum;
  Values parameters;
};
void muon(int64_t rows, int64_t columns, const MuonSettings& settings, double rate, const ArmProgress& progress,
          const Values& gradient, MuonState& state);

struct AdamState {
  Values first_moment;
  Values second_moment;
  Values parameters;
};
void adamw(const AdamSettings& settings, double rate, const ArmProgress& progress, const Values& gradient,
           AdamState& state);

}  // namespace ablate::reference
