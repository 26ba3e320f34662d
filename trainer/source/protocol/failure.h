#pragma once

#include <stdexcept>
#include <string>

namespace ablate {

/// What kind of thing went wrong. Decides the exit status and the `code` of the `error` event.
enum class FailureKind {
  configuration,  ///< the configuration is wrong: exit 2, code "configuration"
  data,           ///< shards, token bytes or requests cannot be used: code "data"
  model,          ///< a model folder or a safetensors file cannot be used: code "model"
  storage,        ///< a result could not be written (disk full, no permission): code "storage"
  device,         ///< the device is not there or cannot be used: code "device"
  memory,         ///< the device has too little memory: code "memory"
  ranks,          ///< another rank was lost or cannot be reached: code "ranks"
  internal,       ///< a fault of this program: code "internal"
};

/// A failure that people can act on. `what()` is one sentence that names the file or field and says what is wrong with
/// it; run_command turns it into one `error` event and one line on stderr.
class Failure : public std::runtime_error {
 public:
  Failure(FailureKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}

  FailureKind kind() const { return kind_; }

 private:
  FailureKind kind_;
};

/// The `code` of the protocol's `error` event.
const char* failure_code(FailureKind kind);

}  // namespace ablate
