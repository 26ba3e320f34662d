#include "protocol/configuration.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "protocol/failure.h"
#include "protocol/fields.h"

namespace ablate {

namespace {

constexpr int64_t kMostThreads = 4096;
constexpr int64_t kMostSequences = int64_t{1} << 24;
constexpr int64_t kLargestCount = int64_t{1} << 53;  // integers that a JSON number holds exactly
constexpr double kWeightTolerance = 1e-6;

nlohmann::json parse_json(const std::string& text, const std::string& origin) {
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::exception& error) {
    throw Failure(FailureKind::configuration, origin + " is not JSON: " + error.what());
  }
}

std::string read_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  if (stream) text << stream.rdbuf();
  if (!stream) throw Failure(FailureKind::configuration, "cannot read the configuration " + file.string());
  return text.str();
}

ModelShape read_model(Fields fields) {
  ModelShape model;
  model.architecture = fields.text("architecture");
  if (model.architecture != "llama" && model.architecture != "cohere") {
    fields.fail("architecture", "must be \"llama\" or \"cohere\"");
  }
  model.vocabulary = fields.integer("vocabulary", 2, kMostTokens);
  model.hidden = fields.integer("hidden", 1, kMostWidth);
  model.layers = fields.integer("layers", 1, kMostLayers);
  model.heads = fields.integer("heads", 1, kMostWidth);
  model.key_value_heads = fields.integer("keyValueHeads", 1, kMostWidth);
  model.feed_forward = fields.integer("feedForward", 1, kMostWidth);
  model.context = fields.integer("context", 1, kMostTokens);
  model.rope_theta = fields.positive("ropeTheta");
  model.norm_epsilon = fields.positive("normEpsilon");
  model.tied_embeddings = fields.boolean("tiedEmbeddings");
  if (fields.has("logitScale")) model.logit_scale = fields.positive("logitScale");
  fields.finish();
  if (model.architecture == "llama" && model.logit_scale != 1) {
    fields.fail("logitScale", "must be 1: the llama architecture has no other");
  }
  if (model.hidden % model.heads != 0) fields.fail("hidden", "must be a multiple of heads");
  if (model.head_dimension() % 2 != 0) fields.fail("hidden", "must give every head an even number of dimensions");
  if (model.heads % model.key_value_heads != 0) fields.fail("heads", "must be a multiple of keyValueHeads");
  return model;
}

OptimiserSettings read_optimiser(Fields fields) {
  OptimiserSettings optimiser;
  optimiser.beta1 = fields.number("beta1", 0, 1);
  if (optimiser.beta1 == 1) fields.fail("beta1", "must be below 1");
  optimiser.beta2 = fields.number("beta2", 0, 1);
  if (optimiser.beta2 == 1) fields.fail("beta2", "must be below 1");
  optimiser.epsilon = fields.positive("epsilon");
  optimiser.weight_decay = fields.number("weightDecay", 0);
  optimiser.clip = fields.number("clip", 0);
  if (fields.has("decayEmbeddings")) optimiser.decay_embeddings = fields.boolean("decayEmbeddings");
  if (fields.has("muon")) {
    Fields muon = fields.object("muon");
    optimiser.muon = MuonOptions{.momentum = muon.number("momentum", 0, 1)};
    if (optimiser.muon->momentum == 1) muon.fail("momentum", "must be below 1");
    muon.finish();
  }
  fields.finish();
  return optimiser;
}

Decay read_decay(Fields fields) {
  Decay decay;
  decay.steps = fields.integer("steps", 0, kLargestCount);
  const std::string shape = fields.text("shape");
  if (shape == "linear") {
    decay.shape = DecayShape::linear;
  } else if (shape == "squareRoot") {
    decay.shape = DecayShape::square_root;
  } else {
    fields.fail("shape", "must be \"linear\" or \"squareRoot\"");
  }
  fields.finish();
  return decay;
}

ElementType read_precision(Fields& fields) {
  const std::string precision = fields.text("precision");
  if (precision == "float32") return ElementType::float32;
  if (precision == "bfloat16") return ElementType::bfloat16;
  fields.fail("precision", "must be \"float32\" or \"bfloat16\"");
}

Schedule read_schedule(Fields fields, int64_t steps) {
  Schedule schedule;
  const std::string shape = fields.text("shape");
  if (shape == "constant") {
    schedule.shape = ScheduleShape::constant;
  } else if (shape == "linear") {
    schedule.shape = ScheduleShape::linear;
  } else if (shape == "cosine") {
    schedule.shape = ScheduleShape::cosine;
  } else if (shape == "wsd") {
    schedule.shape = ScheduleShape::warmup_stable_decay;
    schedule.decay = read_decay(fields.object("decay"));
  } else {
    fields.fail("shape", "must be \"constant\", \"linear\", \"cosine\" or \"wsd\"");
  }
  schedule.peak = fields.positive("peak");
  schedule.final_rate = fields.number("final", 0);
  schedule.warmup_steps = fields.integer("warmupSteps", 0, kLargestCount);
  fields.finish();
  if (schedule.decay.steps > 0 && schedule.warmup_steps + schedule.decay.steps > steps) {
    fields.fail("decay", "must leave room for the warm-up: " + std::to_string(schedule.warmup_steps) + " and " +
                             std::to_string(schedule.decay.steps) + " steps are more than the run's " +
                             std::to_string(steps));
  }
  return schedule;
}

std::vector<SourceWeight> read_sources(Fields& arm) {
  std::vector<SourceWeight> sources;
  std::set<std::string> names;
  double sum = 0;
  for (Fields& fields : arm.objects("sources")) {
    SourceWeight source;
    source.name = fields.text("name");
    source.shard = fields.text("shard");
    source.weight = fields.number("weight", 0, 1);
    fields.finish();
    if (!names.insert(source.name).second) fields.fail("name", "\"" + source.name + "\" stands there twice");
    sum += source.weight;
    sources.push_back(std::move(source));
  }
  if (std::abs(sum - 1) > kWeightTolerance) {
    arm.fail("sources", "must have weights that sum to 1, not " + nlohmann::json(sum).dump());
  }
  return sources;
}

ArmConfiguration read_arm(Fields fields, int64_t steps) {
  ArmConfiguration arm;
  arm.name = fields.text("name");
  arm.folder = fields.text("folder");
  arm.seed = static_cast<uint64_t>(fields.integer("seed", 0, kLargestCount));
  if (fields.has("initialisationSeed")) {
    arm.initialisation_seed = static_cast<uint64_t>(fields.integer("initialisationSeed", 0, kLargestCount));
  }
  arm.sources = read_sources(fields);
  if (fields.has("initial")) {
    Fields initial = fields.object("initial");
    arm.initial_model = initial.text("model");
    if (initial.has("optimiser")) arm.initial_optimiser = initial.text("optimiser");
    initial.finish();
  }
  if (fields.has("schedule")) arm.schedule = read_schedule(fields.object("schedule"), steps);
  if (fields.has("clip")) arm.clip = fields.number("clip", 0);
  fields.finish();
  return arm;
}

/// Refuses what could not be counted in 64 bits, long before memory is asked for: at most this many elements in any
/// tensor of the pack. An upper bound of the activations is taken: 32 rows of the widest kind a token and layer.
void check_sizes(const TrainConfiguration& configuration, Fields& fields) {
  constexpr double kMostElements = 0x1p60;
  const ModelShape& model = configuration.model;
  const auto arms = static_cast<double>(configuration.arms.size());
  const auto width = static_cast<double>(std::max({model.hidden, model.feed_forward, model.heads}));
  const auto layers = static_cast<double>(model.layers);
  const double parameters = (2 * static_cast<double>(model.vocabulary) + 8 * width * layers) * width;
  const auto sequences = static_cast<double>(configuration.sequences_per_step);
  const double activations = 32 * sequences * static_cast<double>(model.context) * width * (layers + 1);
  if (arms * std::max(parameters, activations) > kMostElements) {
    fields.fail("arms", "need more memory together than any machine has: take fewer, a smaller model or smaller steps");
  }
}

Sampling read_sampling(Fields fields) {
  Sampling sampling;
  sampling.temperature = fields.positive("temperature");
  if (fields.has("topK")) sampling.top_k = fields.integer("topK", 1, kMostTokens);
  if (fields.has("topP")) {
    sampling.top_p = fields.positive("topP");
    if (*sampling.top_p > 1) fields.fail("topP", "must be at most 1");
  }
  sampling.seed = static_cast<uint64_t>(fields.integer("seed", 0, kLargestCount));
  fields.finish();
  return sampling;
}

/// What all commands that answer requests are told.
template <typename Configuration>
Configuration read_request_fields(Fields& fields) {
  Configuration configuration;
  configuration.device = fields.text("device");
  configuration.threads = static_cast<int>(fields.integer("threads", 1, kMostThreads));
  if (fields.has("precision")) configuration.precision = read_precision(fields);
  for (const std::string& model : fields.texts("models")) configuration.models.emplace_back(model);
  configuration.requests = fields.text("requests");
  configuration.results = fields.text("results");
  configuration.end_of_text = static_cast<int32_t>(fields.integer("endOfText", 0, kMostTokens));
  return configuration;
}

}  // namespace

TrainConfiguration parse_train_configuration(const std::string& text, const std::string& origin) {
  const nlohmann::json json = parse_json(text, origin);
  Fields fields(json, "");
  TrainConfiguration configuration;
  configuration.device = fields.text("device");
  configuration.threads = static_cast<int>(fields.integer("threads", 1, kMostThreads));
  if (fields.has("precision")) configuration.precision = read_precision(fields);
  configuration.model = read_model(fields.object("model"));
  configuration.optimiser = read_optimiser(fields.object("optimiser"));
  configuration.steps = fields.integer("steps", 1, kLargestCount);
  configuration.schedule = read_schedule(fields.object("schedule"), configuration.steps);
  configuration.sequences_per_step = fields.integer("sequencesPerStep", 1, kMostSequences);
  if (fields.has("sequencesPerPart")) {
    configuration.sequences_per_part = fields.integer("sequencesPerPart", 1, configuration.sequences_per_step);
  }
  if (fields.has("zLoss")) configuration.z_loss = fields.number("zLoss", 0);
  if (fields.has("documentMasking")) configuration.document_masking = fields.boolean("documentMasking");
  configuration.log_every = fields.integer("logEvery", 1, kLargestCount);
  configuration.checkpoint_every = fields.integer("checkpointEvery", 1, kLargestCount);
  if (fields.has("dataParallel")) configuration.data_parallel = fields.integer("dataParallel", 1, kLargestCount);
  configuration.token_bytes = fields.text("tokenBytes");
  configuration.end_of_text = static_cast<int32_t>(fields.integer("endOfText", 0, configuration.model.vocabulary - 1));
  std::set<std::filesystem::path> folders;
  for (Fields& arm : fields.objects("arms")) {
    configuration.arms.push_back(read_arm(arm, configuration.steps));
    if (!folders.insert(configuration.arms.back().folder.lexically_normal()).second) {
      arm.fail("folder", "is that of an earlier arm");
    }
  }
  check_sizes(configuration, fields);
  fields.finish();
  return configuration;
}

ScoreConfiguration parse_score_configuration(const std::string& text, const std::string& origin) {
  const nlohmann::json json = parse_json(text, origin);
  Fields fields(json, "");
  auto configuration = read_request_fields<ScoreConfiguration>(fields);
  fields.finish();
  return configuration;
}

GenerateConfiguration parse_generate_configuration(const std::string& text, const std::string& origin) {
  const nlohmann::json json = parse_json(text, origin);
  Fields fields(json, "");
  auto configuration = read_request_fields<GenerateConfiguration>(fields);
  if (fields.has("tokenStrings")) configuration.token_strings = fields.text("tokenStrings");
  if (fields.has("sampling")) configuration.sampling = read_sampling(fields.object("sampling"));
  fields.finish();
  return configuration;
}

TrainConfiguration read_train_configuration(const std::filesystem::path& file) {
  return parse_train_configuration(read_text(file), file.string());
}

ScoreConfiguration read_score_configuration(const std::filesystem::path& file) {
  return parse_score_configuration(read_text(file), file.string());
}

GenerateConfiguration read_generate_configuration(const std::filesystem::path& file) {
  return parse_generate_configuration(read_text(file), file.string());
}

}  // namespace ablate
