#include "generation/generation_pack.h"

#include <algorithm>

namespace ablate {

namespace {

// The most sequences of a lane: enough for efficient products.
constexpr int64_t kMostSequences = 32;
// Tokens of new prompts that a step takes on, or one prompt: more would keep the sequences that grow waiting.
constexpr int64_t kPromptTokens = 512;
// The most memory for keys and values, of all lanes together.
constexpr int64_t kCacheBytes = int64_t{2} << 30;
// Models above this are read from memory at each step: two lanes would read them twice.
constexpr int64_t kSmallModelBytes = int64_t{32} << 20;

int64_t aligned(int64_t count, int64_t alignment) { return (count + alignment - 1) / alignment * alignment; }

}  // namespace

GenerationPack::GenerationPack(const ModelShape& shape, std::span<const std::filesystem::path> folders,
                               const Backend& backend, int threads, std::span<const PreparedRequest> requests)
    : shape_(shape), backend_(backend), requests_(requests), models_(static_cast<int64_t>(folders.size())) {
  const int64_t bytes = element_bytes(backend.compute_type());
  int64_t longest_prompt = 0;
  sequence_rows_ = 0;
  for (const PreparedRequest& request : requests) {
    longest_prompt = std::max(longest_prompt, static_cast<int64_t>(request.prompt.size()));
    sequence_rows_ = std::max(sequence_rows_, aligned(request.cached_tokens(), backend.cache_alignment()));
  }
  const auto count = static_cast<int64_t>(requests.size());
  const bool small = ParameterLayout(shape).size() * bytes <= kSmallModelBytes;
  lanes_ = std::max<int64_t>(1, small ? std::min((threads + models_ - 1) / models_, count) : 1);
  const int64_t concurrent = backend.concurrent_arms(models_ * lanes_);
  const int64_t sequence_bytes =
      shape.layers * backend.cache_size(cached_attention_shape(shape, sequence_rows_)) * bytes;
  const int64_t affordable = kCacheBytes / std::max<int64_t>(1, concurrent * sequence_bytes);
  sequences_ = std::clamp<int64_t>(std::min(affordable, (count + lanes_ - 1) / lanes_), 1, kMostSequences);

  const int64_t rows = sequences_ + std::max(kPromptTokens, longest_prompt);
  decoder_ = create_decoder(shape, backend, concurrent, rows);
  weights_ = backend.allocate(models_ * decoder_->weights().size(), bytes);
  for (int64_t lane = 0; lane < concurrent; ++lane) {
    memory_.push_back({BatchMemory(backend, rows, sequences_), backend.allocate(sequences_, sizeof(int32_t)),
                       backend.allocate(sequences_ * shape.hidden, bytes),
                       backend.allocate(sequences_ * shape.vocabulary, bytes),
                       backend.allocate(shape.layers * backend.cache_size(attention()), bytes)});
  }
  for (size_t model = 0; model < folders.size(); ++model) {
    const ArmTensor all{weights_.data(), decoder_->weights().size(), backend.compute_type()};
    decoder_->weights().load(folders[model], backend, all.from(static_cast<int64_t>(model)));
  }
}

ConstArmTensor GenerationPack::weights(int64_t model) const {
  return ArmTensor{weights_.data(), decoder_->weights().size(), backend_.compute_type()}.from(model);
}

CachedAttentionShape GenerationPack::attention() const {
  return cached_attention_shape(shape_, sequences_ * sequence_rows_);
}

void GenerationPack::admit(Queue& queue, const GenerationSettings& settings, std::optional<size_t>& waiting,
                           std::vector<int64_t>& free_rows, std::vector<Sequence>& sequences) const {
  int64_t prompt_tokens = 0;
  while (!free_rows.empty()) {
    if (!waiting) waiting = queue.next++;
    if (*waiting >= requests_.size()) return;
    const PreparedRequest& request = requests_[*waiting];
    const auto length = static_cast<int64_t>(request.prompt.size());
    if (prompt_tokens > 0 && prompt_tokens + length > kPromptTokens) return;
    prompt_tokens += length;
    sequences.push_back({*waiting, free_rows.back(), 0, request.prompt, GrowingCompletion(*request.request, settings)});
    free_rows.pop_back();
    waiting.reset();
  }
}

const float* GenerationPack::compute_logits(int64_t model, int64_t slot, std::vector<Sequence>& sequences,
                                            AlignedBuffer& staging) const {
  const LaneMemory& memory = memory_[static_cast<size_t>(slot)];
  const ElementType type = backend_.compute_type();
  PackedSequences packed;
  std::vector<int32_t> last_rows;
  for (Sequence& sequence : sequences) {
    packed.add(sequence.next, sequence.cache_row, sequence.cached, sequence.cache_row + sequence.cached);
    sequence.cached += static_cast<int64_t>(sequence.next.size());
    last_rows.push_back(static_cast<int32_t>(packed.rows() - 1));
  }
  const auto count = static_cast<int64_t>(sequences.size());
  const ArmTensor selected{memory.selected.data(), 0, type};
  const ArmTensor logits{memory.logits.data(), 0, type};
  const Decoder::Cache cache{.rows = attention().cache_rows,
                             .layer_stride = backend_.cache_size(attention()),
                             .memory = {memory.cache.data(), 0, type}};
  const ConstArmTensor hidden = decoder_->hidden_states(1, slot, memory.batch.upload(packed), weights(model), cache);
  backend_.gather_rows(1, count, shape_.hidden, upload_shared(backend_, memory.last_rows, last_rows), hidden, selected);
  backend_.matmul_prepared(1, count, shape_.hidden, shape_.vocabulary, selected, decoder_->head(weights(model)),
                           logits);
  const int64_t numbers = count * shape_.vocabulary;
  if (type == ElementType::float32) {
    return static_cast<const float*>(backend_.host_view(logits.data(), numbers * 4, staging));
  }
  const DeviceBuffer widened = backend_.allocate(numbers, sizeof(float));
  backend_.convert(1, numbers, logits, {widened.as<float>(), 0});
  return static_cast<const float*>(backend_.host_view(widened.data(), widened.bytes(), staging));
}

void GenerationPack::run_lane(int64_t model, int64_t slot, const GenerationSettings& settings, Queue& queue,
                              const CompletionsDone& done, std::vector<Completion>& completions) const {
  TokenChooser chooser(settings.sampling);
  AlignedBuffer staging;
  std::vector<int64_t> free_rows;
  for (int64_t i = 0; i < sequences_; ++i) free_rows.push_back(i * sequence_rows_);
  std::optional<size_t> waiting;
  std::vector<Sequence> sequences;
  for (;;) {
    admit(queue, settings, waiting, free_rows, sequences);
    if (sequences.empty()) return;
    const float* logits = compute_logits(model, slot, sequences, staging);
    std::vector<Sequence> growing;
    for (Sequence& sequence : sequences) {
      const std::span<const float> of_sequence(logits, static_cast<size_t>(shape_.vocabulary));
      logits += shape_.vocabulary;
      const std::optional<int32_t> token =
          chooser.choose(of_sequence, static_cast<int64_t>(sequence.request), sequence.completion.length());
      if (sequence.completion.append(token)) {
        completions[sequence.request] = sequence.completion.completion();
        free_rows.push_back(sequence.cache_row);
      } else {
        sequence.next = {*token};
        growing.push_back(std::move(sequence));
      }
    }
    const auto ended = static_cast<int64_t>(sequences.size() - growing.size());
    sequences = std::move(growing);
    if (!done(ended)) return;
  }
}

std::vector<std::vector<Completion>> GenerationPack::generate(const GenerationSettings& settings,
                                                              const CompletionsDone& done) const {
  const auto models = static_cast<size_t>(models_);
  std::vector<std::vector<Completion>> completions(models, std::vector<Completion>(requests_.size()));
  std::vector<Queue> queues(models);
  backend_.for_each_group(models_ * lanes_, {}, [&](Backend::ArmGroup group, int64_t slot) {
    for (int64_t unit = group.first; unit < group.first + group.count; ++unit) {
      const int64_t model = unit / lanes_;
      run_lane(model, slot, settings, queues[static_cast<size_t>(model)], done,
               completions[static_cast<size_t>(model)]);
    }
  });
  return completions;
}

}  // namespace ablate
