#pragma once

#include <string>

#include "protocol/failure.h"

namespace ablate::test {

/// The message of the Failure that `action` throws; empty if it throws none.
template <typename Action>
std::string failure_message(Action action) {
  try {
    action();
  } catch (const Failure& failure) {
    return failure.what();
  }
  return "";
}

}  // namespace ablate::test
