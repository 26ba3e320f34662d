#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "storage/checksum.h"

namespace ablate {

/// A file that appears under its name only when it is complete and on disk: it is written as NAME.partial, then synced
/// and renamed by `commit`. Without `commit` nothing is left. Errors (disk full) are a Failure (storage) that names the
/// file; what stood under the name before is then untouched.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path file);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  void write(std::span<const std::byte> bytes);
  void write(std::string_view text) { write(std::as_bytes(std::span(text))); }
  /// Returns the checksum of what was written.
  std::string commit();

 private:
  [[noreturn]] void fail();

  std::filesystem::path file_;
  std::filesystem::path partial_;
  int descriptor_ = -1;
  Xxh64 checksum_;
};

/// An empty folder beside `folder` to build its new content in. What an earlier attempt left there is removed. Throws
/// Failure (storage), as the other functions here do.
std::filesystem::path make_partial_folder(const std::filesystem::path& folder);

/// Puts a folder made by make_partial_folder in the place of `folder`, which is replaced as a whole. When it returns,
/// the new content is what a crash of the machine leaves.
void commit_partial_folder(const std::filesystem::path& folder);

/// Removes a folder and all in it; it is no error if there is none.
void remove_folder(const std::filesystem::path& folder);

}  // namespace ablate
