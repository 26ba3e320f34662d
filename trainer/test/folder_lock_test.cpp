#include "storage/folder_lock.h"

#include <doctest/doctest.h>

#include "failure_message.h"
#include "temporary_folder.h"

using namespace ablate;

TEST_CASE("a folder has one lock at a time") {
  const test::TemporaryFolder folder;
  {
    const auto lock = FolderLock::try_take(folder.path());
    CHECK(lock.has_value());
    CHECK_FALSE(FolderLock::try_take(folder.path()).has_value());
  }
  CHECK(FolderLock::try_take(folder.path()).has_value());
  CHECK(test::failure_message([&] { FolderLock::try_take(folder / "none"); }).ends_with("No such file or directory"));
}
