#include "generation/growing_completion.h"

#include "generation/stop_texts.h"

namespace ablate {

bool GrowingCompletion::end(Stopped reason) {
  completion_.stopped = reason;
  return true;
}

void GrowingCompletion::cut(size_t text_size) {
  size_t begin = 0;
  size_t kept = 0;
  while (kept < completion_.tokens.size() && begin < text_size) {
    begin += settings_->token_strings[static_cast<size_t>(completion_.tokens[kept])].size();
    ++kept;
  }
  completion_.tokens.resize(kept);
  completion_.text.resize(text_size);
}

bool GrowingCompletion::append(std::optional<int32_t> token) {
  if (!token) return end(Stopped::not_finite);
  if (*token == settings_->end_of_text) return end(Stopped::end_of_text);
  completion_.tokens.push_back(*token);
  if (!settings_->token_strings.empty()) {
    const size_t searched = completion_.text.size();
    completion_.text += settings_->token_strings[static_cast<size_t>(*token)];
    if (const auto stop = find_stop(completion_.text, searched, request_->stops)) {
      cut(*stop);
      return end(Stopped::stop_text);
    }
  }
  return length() == request_->max_tokens && end(Stopped::length);
}

}  // namespace ablate
