#pragma once

#include <optional>

#include "generation/requests.h"
#include "protocol/configuration.h"

namespace ablate {

/// How completions are made, whatever the request.
struct GenerationSettings {
  int32_t end_of_text = 0;
  std::optional<Sampling> sampling;        ///< nothing: the likeliest token
  std::vector<std::string> token_strings;  ///< bytes of each token id; none where no text is asked for
};

/// A completion that grows by a token at a time.
class GrowingCompletion {
 public:
  /// Both must outlive this.
  GrowingCompletion(const GenerateRequest& request, const GenerationSettings& settings)
      : request_(&request), settings_(&settings) {}

  /// Appends the next token; nothing where the model's numbers are not finite. Returns whether the completion has
  /// ended: with end of text, a stop text, enough tokens, or nothing to append.
  bool append(std::optional<int32_t> token);

  /// Tokens so far.
  int64_t length() const { return static_cast<int64_t>(completion_.tokens.size()); }

  const Completion& completion() const { return completion_; }

 private:
  bool end(Stopped reason);
  void cut(size_t text_size);

  const GenerateRequest* request_;
  const GenerationSettings* settings_;
  Completion completion_;
};

}  // namespace ablate
