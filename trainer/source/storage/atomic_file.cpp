#include "storage/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include "protocol/failure.h"

namespace ablate {

namespace {

std::filesystem::path partial_path(const std::filesystem::path& path) {
  std::filesystem::path partial = path;
  partial += ".partial";
  return partial;
}

[[noreturn]] void fail_to_write(const std::filesystem::path& path, const std::string& reason) {
  throw Failure(FailureKind::storage, "cannot write " + path.string() + ": " + reason);
}

/// Makes the names in a folder durable. File systems that cannot sync a folder are none of our failure.
void sync_folder(const std::filesystem::path& folder) {
  const int descriptor = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  const int error = fsync(descriptor) == 0 ? 0 : errno;
  close(descriptor);
  if (error == EIO || error == ENOSPC || error == EDQUOT) fail_to_write(folder, std::strerror(error));
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path file) : file_(std::move(file)), partial_(partial_path(file_)) {
  descriptor_ = open(partial_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail_to_write(file_, std::strerror(errno));
}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  unlink(partial_.c_str());
}

void AtomicFile::fail() { fail_to_write(file_, std::strerror(errno)); }

void AtomicFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail();
    checksum_.update(bytes.first(static_cast<size_t>(written)));
    bytes = bytes.subspan(static_cast<size_t>(written));
  }
}

std::string AtomicFile::commit() {
  if (fsync(descriptor_) != 0) fail();
  // Some file systems report a full disk only here. Closed or not, the descriptor is gone.
  if (close(std::exchange(descriptor_, -1)) != 0 || rename(partial_.c_str(), file_.c_str()) != 0) {
    const std::string reason = std::strerror(errno);
    unlink(partial_.c_str());
    fail_to_write(file_, reason);
  }
  sync_folder(file_.parent_path());
  return checksum_text(checksum_.digest());
}

std::filesystem::path make_partial_folder(const std::filesystem::path& folder) {
  const std::filesystem::path partial = partial_path(folder);
  remove_folder(partial);
  std::error_code error;
  const bool new_parent = std::filesystem::create_directories(partial.parent_path(), error);
  if (!error) std::filesystem::create_directory(partial, error);
  if (error) fail_to_write(folder, error.message());
  if (new_parent) sync_folder(partial.parent_path().parent_path());
  return partial;
}

void commit_partial_folder(const std::filesystem::path& folder) {
  const std::filesystem::path partial = partial_path(folder);
  sync_folder(partial);
  remove_folder(folder);
  std::error_code error;
  std::filesystem::rename(partial, folder, error);
  if (error) fail_to_write(folder, error.message());
  sync_folder(folder.parent_path());
}

void remove_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  if (error) fail_to_write(folder, error.message());
}

}  // namespace ablate
