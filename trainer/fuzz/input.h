#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "protocol/failure.h"
#include "reader.h"
#include "temporary_folder.h"

namespace ablate::fuzz {

inline std::string_view as_text(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// A file with these bytes, in a folder that stays the same for the life of the process.
inline std::filesystem::path file_of(const std::string& name, std::string_view content) {
  static const test::TemporaryFolder folder;
  const std::filesystem::path file = folder / name;
  std::filesystem::create_directories(file.parent_path());
  test::write_file(file, std::string(content));
  return file;
}

/// Runs `action`; a Failure is an answer as good as any.
template <typename Action>
void allow_failure(const Action& action) {
  try {
    action();
  } catch (const Failure&) {
  }
}

}  // namespace ablate::fuzz
