#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tensor/element_type.h"

namespace ablate {

/// The most of each size of a model, so that no count of elements outgrows 64 bits.
constexpr int64_t kMostTokens = int64_t{1} << 24;  ///< vocabulary, context
constexpr int64_t kMostWidth = int64_t{1} << 18;   ///< hidden, feed-forward, heads
constexpr int64_t kMostLayers = int64_t{1} << 12;

/// The shape of a model: equal shapes can be packed. Field names of the protocol: trainer/protocol/schema.json.
struct ModelShape {
  std::string architecture;  ///< "llama" or "cohere"
  int64_t vocabulary = 0;
  int64_t hidden = 0;
  int64_t layers = 0;
  int64_t heads = 0;
  int64_t key_value_heads = 0;
  int64_t feed_forward = 0;
  int64_t context = 0;  ///< tokens that the model sees at once
  double rope_theta = 0;
  double norm_epsilon = 0;
  bool tied_embeddings = false;
  double logit_scale = 1;  ///< factor on the logits

  int64_t head_dimension() const { return hidden / heads; }
  bool operator==(const ModelShape&) const = default;
};

/// Muon (Jordan 2024) for the matrices of the layers; see `Backend::muon`.
struct MuonOptions {
  double momentum = 0;
};

/// AdamW with decoupled decay (Loshchilov & Hutter 2019), which norms never have. `clip` bounds the global gradient
/// norm of an arm; 0 is no bound.
struct OptimiserSettings {
  double beta1 = 0;
  double beta2 = 0;
  double epsilon = 0;
  double weight_decay = 0;
  double clip = 0;
  bool decay_embeddings = true;                    ///< whether the embedding and the head decay too
  std::optional<MuonOptions> muon = std::nullopt;  ///< where set, Muon in place of AdamW for the matrices of the layers
};

enum class ScheduleShape { constant, linear, cosine, warmup_stable_decay };

enum class DecayShape { linear, square_root };

/// The end of a warm-up–stable–decay schedule: over the last `steps` steps the rate falls to the final one.
struct Decay {
  int64_t steps = 0;
  DecayShape shape = DecayShape::square_root;
};

/// Learning rate over the steps of a run: linear warm-up to `peak`, then `shape` down to `final_rate` at the last step.
struct Schedule {
  ScheduleShape shape = ScheduleShape::constant;
  double peak = 0;
  double final_rate = 0;
  int64_t warmup_steps = 0;
  Decay decay = {};  ///< of warmup_stable_decay
};

/// One corpus in the mixture of an arm.
struct SourceWeight {
  std::string name;
  std::filesystem::path shard;  ///< path without extension of a Megatron shard: `shard`.bin and `shard`.idx
  double weight = 0;            ///< share of the sequences; the weights of an arm sum to 1
};

struct ArmConfiguration {
  std::string name;
  std::filesystem::path folder;
  uint64_t seed = 0;  ///< of the order of the data, and of the parameters where they have none of their own
  std::vector<SourceWeight> sources;
  std::optional<std::filesystem::path> initial_model;          ///< a model folder to start from
  std::optional<std::filesystem::path> initial_optimiser;      ///< an optimiser.safetensors to start from
  std::optional<Schedule> schedule = std::nullopt;             ///< in place of the configuration's
  std::optional<double> clip = std::nullopt;                   ///< in place of the optimiser's
  std::optional<uint64_t> initialisation_seed = std::nullopt;  ///< of the parameters, in place of `seed`
};

struct TrainConfiguration {
  std::string device;
  int threads = 0;
  ElementType precision = ElementType::float32;  ///< that operands of matrix products are rounded to
  ModelShape model;
  OptimiserSettings optimiser;
  Schedule schedule;
  int64_t steps = 0;
  int64_t sequences_per_step = 0;  ///< of each arm
  int64_t sequences_per_part = 0;  ///< whose activations exist at a time; 0: chosen by the trainer
  double z_loss = 0;               ///< coefficient of log²Z in the loss that is differentiated; see `cross_entropy`
  bool document_masking = false;   ///< whether tokens attend within their document only
  int64_t log_every = 0;           ///< steps between `step` events; the last step always has one
  int64_t checkpoint_every = 0;    ///< steps between checkpoints
  std::optional<int64_t> data_parallel = {};  ///< ranks that train an arm together; see divide_ranks
  std::filesystem::path token_bytes;
  int32_t end_of_text = 0;
  std::vector<ArmConfiguration> arms;
};

struct ScoreConfiguration {
  std::string device;
  int threads = 0;
  ElementType precision = ElementType::float32;  ///< that operands of products with weights are rounded to
  std::vector<std::filesystem::path> models;
  std::filesystem::path requests;
  std::filesystem::path results;
  int32_t end_of_text = 0;
};

/// How the next token is drawn: from the softmax of logits / temperature, of which top_k, then top_p keep a part.
struct Sampling {
  double temperature = 1;
  std::optional<int64_t> top_k;  ///< keep this many of the likeliest tokens
  std::optional<double> top_p;   ///< keep the fewest of the likeliest tokens that have this probability together
  uint64_t seed = 0;
};

struct GenerateConfiguration {
  std::string device;
  int threads = 0;
  ElementType precision = ElementType::float32;  ///< that operands of products with weights are rounded to
  std::vector<std::filesystem::path> models;
  std::filesystem::path requests;
  std::filesystem::path results;
  int32_t end_of_text = 0;
  std::optional<std::filesystem::path> token_strings;  ///< bytes of each token id; needed for stop texts
  std::optional<Sampling> sampling;                    ///< nothing: the likeliest token
};

/// Reads a `train` configuration. Throws Failure (configuration) with the path of the field, as in
/// `arms[2].sources must have weights that sum to 1, not 0.9`; fields that the protocol does not know are refused.
TrainConfiguration read_train_configuration(const std::filesystem::path& file);

/// Reads a `score` configuration; errors as in read_train_configuration.
ScoreConfiguration read_score_configuration(const std::filesystem::path& file);

/// Reads a `generate` configuration; errors as in read_train_configuration.
GenerateConfiguration read_generate_configuration(const std::filesystem::path& file);

/// The same from text; `origin` names it in error messages.
TrainConfiguration parse_train_configuration(const std::string& text, const std::string& origin);
ScoreConfiguration parse_score_configuration(const std::string& text, const std::string& origin);
GenerateConfiguration parse_generate_configuration(const std::string& text, const std::string& origin);

}  // namespace ablate
