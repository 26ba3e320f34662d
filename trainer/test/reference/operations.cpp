#include "reference/operations.h"

#include <algorithm>

namespace ablate::reference {

namespace {

/// Index into a row-major matrix.
size_t at(int64_t row, int64_t width, int64_t column) { return static_cast<size_t>(row * width + column); }

int64_t rows_of(const Values& x, int64_t width) { return static_cast<int64_t>(x.size()) / width; }

double inverse_rms(int64_t width, double epsilon, const Values& x, int64_t row) {
  double squares = 0;
  for (int64_t i = 0; i < width; ++i) squares += x[at(row, width, i)] * x[at(row, width, i)];
  return 1 / std::sqrt(squares / static_cast<double>(width) + epsilon);
}

/// Each row with mean 0 and deviation 1, and what its deviation was multiplied with.
struct Standardised {
  Values values;
  Values inverse_deviations;
};
Standardised standardised(int64_t width, double epsilon, const Values& x) {
  Standardised result{Values(x.size()), {}};
  for (int64_t row = 0; row < rows_of(x, width); ++row) {
    double mean = 0;
    double variance = 0;
    for (int64_t i = 0; i < width; ++i) mean += x[at(row, width, i)] / static_cast<double>(width);
    for (int64_t i = 0; i < width; ++i) {
      variance += std::pow(x[at(row, width, i)] - mean, 2) / static_cast<double>(width);
    }
    result.inverse_deviations.push_back(1 / std::sqrt(variance + epsilon));
    for (int64_t i = 0; i < width; ++i) {
      result.values[at(row, width, i)] = (x[at(row, width, i)] - mean) * result.inverse_deviations.back();
    }
  }
  return result;
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/// softmax of a row, up to and including column `last`.
Values softmax(const Values& scores, int64_t width, int64_t row, int64_t last) {
  double largest = scores[at(row, width, 0)];
  for (int64_t i = 1; i <= last; ++i) largest = std::max(largest, scores[at(row, width, i)]);
  Values shares(static_cast<size_t>(last + 1));
  double sum = 0;
  for (int64_t i = 0; i <= last; ++i)
    sum += shares[static_cast<size_t>(i)] = std::exp(scores[at(row, width, i)] - largest);
  for (double& share : shares) share /= sum;
  return shares;
}

/// log Σ exp of a row.
double log_normaliser(int64_t width, const Values& logits, int64_t row) {
  double sum = 0;
  for (int64_t i = 0; i < width; ++i) sum += std::exp(logits[at(row, width, i)]);
  return std::log(sum);
}

/// One query head of one sequence: where its elements lie in the joint projection and in the output.
struct Head {
  const AttentionShape& shape;
  int64_t sequence;
  int64_t head;

  size_t joint(int64_t position, int64_t joint_head, int64_t i) const {
    return at(sequence * shape.length + position, shape.joint_width(), joint_head * shape.head_dimension + i);
  }
  int64_t shared_head() const { return head / (shape.query_heads / shape.key_value_heads); }
  size_t query(int64_t position, int64_t i) const { return joint(position, head, i); }
  size_t key(int64_t position, int64_t i) const { return joint(position, shape.query_heads + shared_head(), i); }
  size_t value(int64_t position, int64_t i) const {
    return joint(position, shape.query_heads + shape.key_value_heads + shared_head(), i);
  }
  size_t out(int64_t position, int64_t i) const {
    return at(sequence * shape.length + position, shape.output_width(), head * shape.head_dimension + i);
  }

  double scale() const { return 1 / std::sqrt(static_cast<double>(shape.head_dimension)); }

  /// The attention of one position to those of its document up to it, 0 to those before.
  Values shares(const Values& joint_values, const Tokens& starts, int64_t position) const {
    const int64_t first = starts.empty() ? 0 : starts[static_cast<size_t>(sequence * shape.length + position)];
    Values scores;
    for (int64_t j = first; j <= position; ++j) {
      double score = 0;
      for (int64_t i = 0; i < shape.head_dimension; ++i)
        score += joint_values[query(position, i)] * joint_values[key(j, i)];
      scores.push_back(score * scale());
    }
    Values shares = softmax(scores, position + 1 - first, 0, position - first);
    shares.insert(shares.begin(), static_cast<size_t>(first), 0.0);
    return shares;
  }
};

template <typename Work>
void for_each_head(const AttentionShape& shape, const Work& work) {
  for (int64_t sequence = 0; sequence < shape.sequences; ++sequence) {
    for (int64_t head = 0; head < shape.query_heads; ++head) work(Head{shape, sequence, head});
  }
}

}  // namespace

Values embedding(int64_t width, const Tokens& tokens, const Values& table) {
  Values out;
  for (const int32_t token : tokens) {
    for (int64_t i = 0; i < width; ++i) out.push_back(table[at(token, width, i)]);
  }
  return out;
}

Values embedding_backward(int64_t width, const Tokens& tokens, const Values& d_out, size_t table_size) {
  Values d_table(table_size);
  for (size_t row = 0; row < tokens.size(); ++row) {
    for (int64_t i = 0; i < width; ++i) {
      d_table[at(tokens[row], width, i)] += d_out[at(static_cast<int64_t>(row), width, i)];
    }
  }
  return d_table;
}

Values rms_norm(int64_t width, double epsilon, const Values& x, const Values& weight) {
  Values out(x.size());
  for (int64_t row = 0; row < rows_of(x, width); ++row) {
    const double scale = inverse_rms(width, epsilon, x, row);
    for (int64_t i = 0; i < width; ++i) {
      out[at(row, width, i)] = x[at(row, width, i)] * scale * weight[static_cast<size_t>(i)];
    }
  }
  return out;
}

NormGradients rms_norm_backward(int64_t width, double epsilon, const Values& x, const Values& weight,
                                const Values& d_out) {
  NormGradients gradients{Values(x.size()), Values(weight.size())};
  for (int64_t row = 0; row < rows_of(x, width); ++row) {
    const double scale = inverse_rms(width, epsilon, x, row);
    double mean = 0;
    for (int64_t i = 0; i < width; ++i) {
      const double normal = x[at(row, width, i)] * scale;
      mean += normal * d_out[at(row, width, i)] * weight[static_cast<size_t>(i)] / static_cast<double>(width);
      gradients.d_weight[static_cast<size_t>(i)] += d_out[at(row, width, i)] * normal;
    }
    for (int64_t i = 0; i < width; ++i) {
      const double normal = x[at(row, width, i)] * scale;
      gradients.d_x[at(row, width, i)] =
          scale * (d_out[at(row, width, i)] * weight[static_cast<size_t>(i)] - normal * mean);
    }
  }
  return gradients;
}

Values layer_norm(int64_t width, double epsilon, const Values& x, const Values& weight) {
  Values out = standardised(width, epsilon, x).values;
  for (size_t i = 0; i < out.size(); ++i) out[i] *= weight[i % static_cast<size_t>(width)];
  return out;
}

NormGradients layer_norm_backward(int64_t width, double epsilon, const Values& x, const Values& weight,
                                  const Values& d_out) {
  NormGradients gradients{Values(x.size()), Values(weight.size())};
  const Standardised normal = standardised(width, epsilon, x);
  for (int64_t row = 0; row < rows_of(x, width); ++row) {
    double mean = 0;
    double product = 0;
    for (int64_t i = 0; i < width; ++i) {
      const double d_normal = d_out[at(row, width, i)] * weight[static_cast<size_t>(i)];
      gradients.d_weight[static_cast<size_t>(i)] += d_out[at(row, width, i)] * normal.values[at(row, width, i)];
      mean += d_normal / static_cast<double>(width);
      product += d_normal * normal.values[at(row, width, i)] / static_cast<double>(width);
    }
    for (int64_t i = 0; i < width; ++i) {
      const double d_normal = d_out[at(row, width, i)] * weight[static_cast<size_t>(i)];
      gradients.d_x[at(row, width, i)] = normal.inverse_deviations[static_cast<size_t>(row)] *
                                         (d_normal - mean - normal.values[at(row, width, i)] * product);
    }
  }
  return gradients;
}

Values matmul(int64_t inputs, int64_t outputs, const Values& x, const Values& weight) {
  const int64_t rows = rows_of(x, inputs);
  Values y(static_cast<size_t>(rows * outputs));
  for (int64_t row = 0; row < rows; ++row) {
    for (int64_t o = 0; o < outputs; ++o) {
      for (int64_t i = 0; i < inputs; ++i) y[at(row, outputs, o)] += x[at(row, inputs, i)] * weight[at(o, inputs, i)];
    }
  }
  return y;
}

Values matmul_backward_input(int64_t inputs, int64_t outputs, const Values& d_y, const Values& weight) {
  const int64_t rows = rows_of(d_y, outputs);
  Values d_x(static_cast<size_t>(rows * inputs));
  for (int64_t row = 0; row < rows; ++row) {
    for (int64_t o = 0; o < outputs; ++o) {
      for (int64_t i = 0; i < inputs; ++i)
        d_x[at(row, inputs, i)] += d_y[at(row, outputs, o)] * weight[at(o, inputs, i)];
    }
  }
  return d_x;
}

Values matmul_backward_weight(int64_t inputs, int64_t outputs, const Values& d_y, const Values& x) {
  const int64_t rows = rows_of(x, inputs);
  Values d_weight(static_cast<size_t>(outputs * inputs));
  for (int64_t row = 0; row < rows; ++row) {
    for (int64_t o = 0; o < outputs; ++o) {
      for (int64_t i = 0; i < inputs; ++i) {
        d_weight[at(o, inputs, i)] += d_y[at(row, outputs, o)] * x[at(row, inputs, i)];
      }
    }
  }
  return d_weight;
}

namespace {

/// Rotates pair i of each query and key head, of elements i · stride and i · stride + distance.
Values rotate_pairs(const AttentionShape& shape, double theta, const Values& joint, double direction, int64_t stride,
                    int64_t distance) {
  Values out = joint;
  for (int64_t row = 0; row < shape.rows(); ++row) {
    for (int64_t head = 0; head < shape.query_heads + shape.key_value_heads; ++head) {
      for (int64_t i = 0; i < shape.head_dimension / 2; ++i) {
        const auto position = static_cast<double>(row % shape.length);
        const double angle = direction * position *
                             std::pow(theta, -2 * static_cast<double>(i) / static_cast<double>(shape.head_dimension));
        const int64_t column = head * shape.head_dimension + i * stride;
        const size_t first = at(row, shape.joint_width(), column);
        const size_t second = at(row, shape.joint_width(), column + distance);
        out[first] = joint[first] * std::cos(angle) - joint[second] * std::sin(angle);
        out[second] = joint[second] * std::cos(angle) + joint[first] * std::sin(angle);
      }
    }
  }
  return out;
}

}  // namespace

Values rope(const AttentionShape& shape, double theta, const Values& joint, double direction) {
  return rotate_pairs(shape, theta, joint, direction, 1, shape.head_dimension / 2);
}

Values interleaved_rope(const AttentionShape& shape, double theta, const Values& joint, double direction) {
  return rotate_pairs(shape, theta, joint, direction, 2, 1);
}

Tokens document_starts(int64_t length, int32_t end_of_text, const Tokens& tokens) {
  Tokens starts;
  for (size_t row = 0; row < tokens.size(); ++row) {
    const auto position = static_cast<int32_t>(static_cast<int64_t>(row) % length);
    const bool begins = position == 0 || tokens[row - 1] == end_of_text;
    starts.push_back(begins ? position : starts.back());
  }
  return starts;
}

Values attention(const AttentionShape& shape, const Values& joint, const Tokens& starts) {
  Values out(static_cast<size_t>(shape.rows() * shape.output_width()));
  for_each_head(shape, [&](const Head& head) {
    for (int64_t position = 0; position < shape.length; ++position) {
      const Values shares = head.shares(joint, starts, position);
      for (int64_t j = 0; j <= position; ++j) {
        for (int64_t i = 0; i < shape.head_dimension; ++i) {
          out[head.out(position, i)] += shares[static_cast<size_t>(j)] * joint[head.value(j, i)];
        }
      }
    }
  });
  return out;
}

Values attention_backward(const AttentionShape& shape, const Values& joint, const Values& d_out, const Tokens& starts) {
  Values d_joint(joint.size());
  for_each_head(shape, [&](const Head& head) {
    for (int64_t position = 0; position < shape.length; ++position) {
      const Values shares = head.shares(joint, starts, position);
      Values d_shares(shares.size());
      for (int64_t j = 0; j <= position; ++j) {
        for (int64_t i = 0; i < shape.head_dimension; ++i) {
          d_shares[static_cast<size_t>(j)] += d_out[head.out(position, i)] * joint[head.value(j, i)];
          d_joint[head.value(j, i)] += shares[static_cast<size_t>(j)] * d_out[head.out(position, i)];
        }
      }
      const double mean = dot(shares, d_shares);
      for (int64_t j = 0; j <= position; ++j) {
        const double d_score =
            shares[static_cast<size_t>(j)] * (d_shares[static_cast<size_t>(j)] - mean) * head.scale();
        for (int64_t i = 0; i < shape.head_dimension; ++i) {
          d_joint[head.query(position, i)] += d_score * joint[head.key(j, i)];
          d_joint[head.key(j, i)] += d_score * joint[head.query(position, i)];
        }
      }
    }
  });
  return d_joint;
}

Values swiglu(int64_t width, const Values& gate_up) {
  const int64_t rows = rows_of(gate_up, 2 * width);
  Values out;
  for (int64_t row = 0; row < rows; ++row) {
    for (int64_t i = 0; i < width; ++i) {
      const double gate = gate_up[at(row, 2 * width, i)];
      out.push_back(gate * sigmoid(gate) * gate_up[at(row, 2 * width, width + i)]);
    }
  }
  return out;
}

Values swiglu_backward(int64_t width, const Values& gate_up, const Values& d_out) {
  Values d_gate_up(gate_up.size());
  for (int64_t row = 0; row < rows_of(d_out, width); ++row) {
    for (int64_t i = 0; i < width; ++i) {
      const double gate = gate_up[at(row, 2 * width, i)];
      const double up = gate_up[at(row, 2 * width, width + i)];
      const double slope = sigmoid(gate) + gate * sigmoid(gate) * (1 - sigmoid(gate));
      d_gate_up[at(row, 2 * width, i)] = d_out[at(row, width, i)] * up * slope;
      d_gate_up[at(row, 2 * width, width + i)] = d_out[at(row, width, i)] * gate * sigmoid(gate);
    }
  }
  return d_gate_up;
}

Values cross_entropy(int64_t vocabulary, const Values& logits, const Tokens& targets) {
  Values losses;
  for (size_t row = 0; row < targets.size(); ++row) {
    const Values shares = softmax(logits, vocabulary, static_cast<int64_t>(row), vocabulary - 1);
    losses.push_back(-std::log(shares[static_cast<size_t>(targets[row])]));
  }
  return losses;
}

Values z_losses(int64_t vocabulary, double z_loss, const Values& logits) {
  Values losses;
  for (int64_t row = 0; row < rows_of(logits, vocabulary); ++row) {
    losses.push_back(z_loss * std::pow(log_normaliser(vocabulary, logits, row), 2));
  }
  return losses;
}

Values cross_entropy_backward(int64_t vocabulary, double z_loss, const Values& logits, const Tokens& targets) {
  Values d_logits;
  for (size_t row = 0; row < targets.size(); ++row) {
    Values shares = softmax(logits, vocabulary, static_cast<int64_t>(row), vocabulary - 1);
    const double factor = 1 + 2 * z_loss * log_normaliser(vocabulary, logits, static_cast<int64_t>(row));
    for (double& share : shares) share *= factor;
    shares[static_cast<size_t>(targets[row])] -= 1;
    d_logits.insert(d_logits.end(), shares.begin(), shares.end());
  }
  return d_logits;
}

Values orthogonalised(int64_t rows, int64_t columns, const Values& x) {
  const double norm = std::sqrt(dot(x, x));
  Values y = x;
  for (double& value : y) value /= norm;
  for (int step = 0; step < 5; ++step) {
    const Values gram = matmul(columns, rows, y, y);
    const Values cubic = matmul_backward_input(columns, rows, gram, y);
    const Values quintic = matmul_backward_input(columns, rows, gram, cubic);
    for (size_t i = 0; i < y.size(); ++i) y[i] = 3.4445 * y[i] - 4.7750 * cubic[i] + 2.0315 * quintic[i];
  }
  return y;
}

void muon(int64_t rows, int64_t columns, const MuonSettings& settings, double rate, const ArmProgress& progress,
          const Values& gradient, MuonState& state) {
  Values direction(gradient.size());
  for (size_t i = 0; i < gradient.size(); ++i) {
    const double g = gradient[i] * progress.gradient_scale;
    state.momentum[i] = settings.momentum * state.momentum[i] + g;
    direction[i] = g + settings.momentum * state.momentum[i];
  }
  const Values update = orthogonalised(rows, columns, direction);
  const double scale = 0.2 * std::sqrt(static_cast<double>(std::max(rows, columns)));
  for (size_t i = 0; i < gradient.size(); ++i) {
    state.parameters[i] -= rate * (scale * update[i] + settings.weight_decay * state.parameters[i]);
  }
}

void adamw(const AdamSettings& settings, double rate, const ArmProgress& progress, const Values& gradient,
           AdamState& state) {
  const auto t = static_cast<double>(progress.updates);
  for (size_t i = 0; i < gradient.size(); ++i) {
    const double g = gradient[i] * progress.gradient_scale;
    double& m = state.first_moment[i];
    double& v = state.second_moment[i];
    m = settings.beta1 * m + (1 - settings.beta1) * g;
    v = settings.beta2 * v + (1 - settings.beta2) * g * g;
    const double m_corrected = m / (1 - std::pow(settings.beta1, t));
    const double v_corrected = v / (1 - std::pow(settings.beta2, t));
    state.parameters[i] -= rate * (m_corrected / (std::sqrt(v_corrected) + settings.epsilon) +
                                   settings.weight_decay * state.parameters[i]);
  }
}

}  // namespace ablate::reference
