#include <filesystem>
#include <fstream>
#include <iostream>

#include "reader.h"

/// Writes the seeds of every reader into FOLDER/NAME, where libFuzzer starts from them.
int main(int argument_count, char** arguments) {
  if (argument_count != 2) {
    std::cerr << "usage: fuzz-write-seeds FOLDER\n";
    return 2;
  }
  for (const auto* reader : ablate::fuzz::readers()) {
    const std::filesystem::path folder = std::filesystem::path(arguments[1]) / reader->name;
    std::filesystem::create_directories(folder);
    int64_t number = 0;
    for (const std::string& seed : reader->seeds()) {
      std::ofstream file(folder / ("seed-" + std::to_string(++number)), std::ios::binary);
      if (!(file << seed << std::flush)) {
        std::cerr << "cannot write into " << folder.string() << '\n';
        return 1;
      }
    }
  }
}
