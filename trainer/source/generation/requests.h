#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ablate {

/// What every model is asked to continue.
struct GenerateRequest {
  std::vector<int32_t> prompt;
  int64_t max_tokens = 0;
  std::vector<std::string> stops;  ///< texts that end the completion
};

/// Why a completion ends.
enum class Stopped { stop_text, end_of_text, length, not_finite };

/// How one model continues a request.
struct Completion {
  std::vector<int32_t> tokens;  ///< without end of text, and without those that begin in a stop text or after it
  std::string text;             ///< bytes up to a stop text; empty without token strings
  Stopped stopped = Stopped::length;
};

/// Reads requests, one JSON object a line. Throws Failure (data) that names the line of a request that is malformed.
std::vector<GenerateRequest> read_generate_requests(const std::filesystem::path& file);

/// Writes results, one JSON object a line with the completion of each model, with their texts where `with_texts`; the
/// file appears only when complete. Throws Failure (storage).
void write_generate_results(const std::filesystem::path& file,
                            const std::vector<std::vector<Completion>>& completions_of_requests, bool with_texts);

}  // namespace ablate
