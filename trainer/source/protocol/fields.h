#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace ablate {

/// Takes the fields of a JSON object one by one; `finish` refuses the fields that nobody took. Each error is a Failure
/// (configuration) that names the field by its path: `arms[2].seed must be an integer from 0 to …`.
class Fields {
 public:
  /// `path` names the object in errors; empty for the outermost one. `value` must outlive this.
  Fields(const nlohmann::json& value, std::string path);

  std::string text(const std::string& name);
  bool boolean(const std::string& name);
  int64_t integer(const std::string& name, int64_t least, int64_t most = std::numeric_limits<int64_t>::max());
  /// A finite number from `least` to `most`.
  double number(const std::string& name, double least, double most = std::numeric_limits<double>::max());
  /// A finite number above 0.
  double positive(const std::string& name);
  bool has(const std::string& name) const;
  Fields object(const std::string& name);
  /// The texts of an array that has at least one.
  std::vector<std::string> texts(const std::string& name);
  /// The objects of an array that has at least one.
  std::vector<Fields> objects(const std::string& name);

  /// Throws if the object has a field that was not asked for.
  void finish() const;

  /// `path.name` for errors about a field.
  std::string path_of(const std::string& name) const;
  [[noreturn]] void fail(const std::string& name, const std::string& complaint) const;

 private:
  const nlohmann::json& take(const std::string& name);
  const nlohmann::json& array(const std::string& name);

  const nlohmann::json* value_;
  std::string path_;
  std::set<std::string> taken_;
};

}  // namespace ablate
