#pragma once

#include <filesystem>
#include <optional>

namespace ablate {

/// Holds a folder against other trainers for as long as it lives; the system lets go of it when the process dies. A
/// trainer whose engine was killed still writes its last checkpoint while the next run may want to read that folder.
class FolderLock {
 public:
  /// The lock, or nothing while another holds it. On file systems without locks everyone gets one. Throws Failure
  /// (storage) where there is no such folder.
  static std::optional<FolderLock> try_take(const std::filesystem::path& folder);

  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&& other) noexcept;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

}  // namespace ablate
