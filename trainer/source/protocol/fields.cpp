#include "protocol/fields.h"

#include <cmath>
#include <utility>

#include "protocol/failure.h"

namespace ablate {

namespace {

std::string shown(double value) { return nlohmann::json(value).dump(); }

}  // namespace

Fields::Fields(const nlohmann::json& value, std::string path) : value_(&value), path_(std::move(path)) {
  if (!value.is_object()) {
    throw Failure(FailureKind::configuration, (path_.empty() ? "the configuration" : path_) + " must be an object");
  }
}

std::string Fields::path_of(const std::string& name) const { return path_.empty() ? name : path_ + "." + name; }

void Fields::fail(const std::string& name, const std::string& complaint) const {
  throw Failure(FailureKind::configuration, path_of(name) + " " + complaint);
}

bool Fields::has(const std::string& name) const { return value_->contains(name); }

const nlohmann::json& Fields::take(const std::string& name) {
  taken_.insert(name);
  const auto found = value_->find(name);
  if (found == value_->end()) fail(name, "is missing");
  return *found;
}

std::string Fields::text(const std::string& name) {
  const auto& value = take(name);
  if (!value.is_string() || value.get_ref<const std::string&>().empty()) fail(name, "must be a text that is not empty");
  return value.get<std::string>();
}

bool Fields::boolean(const std::string& name) {
  const auto& value = take(name);
  if (!value.is_boolean()) fail(name, "must be true or false");
  return value.get<bool>();
}

int64_t Fields::integer(const std::string& name, int64_t least, int64_t most) {
  const auto& value = take(name);
  const bool fits = value.is_number_integer() &&
                    !(value.is_number_unsigned() &&
                      value.get<uint64_t>() > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()));
  if (!fits || value.get<int64_t>() < least || value.get<int64_t>() > most) {
    const bool bounded = most != std::numeric_limits<int64_t>::max();
    fail(name, bounded ? "must be an integer from " + std::to_string(least) + " to " + std::to_string(most)
                       : "must be an integer of at least " + std::to_string(least));
  }
  return value.get<int64_t>();
}

double Fields::number(const std::string& name, double least, double most) {
  const auto& value = take(name);
  const double number = value.is_number() ? value.get<double>() : std::nan("");
  if (!std::isfinite(number) || number < least || number > most) {
    const bool bounded = most != std::numeric_limits<double>::max();
    fail(name, bounded ? "must be a number from " + shown(least) + " to " + shown(most)
                       : "must be a number of at least " + shown(least));
  }
  return number;
}

double Fields::positive(const std::string& name) {
  const double value = number(name, 0);
  if (value == 0) fail(name, "must be above 0");
  return value;
}

Fields Fields::object(const std::string& name) { return Fields(take(name), path_of(name)); }

const nlohmann::json& Fields::array(const std::string& name) {
  const auto& value = take(name);
  if (!value.is_array() || value.empty()) fail(name, "must be a list that is not empty");
  return value;
}

std::vector<std::string> Fields::texts(const std::string& name) {
  std::vector<std::string> texts;
  for (const auto& element : array(name)) {
    if (!element.is_string() || element.get_ref<const std::string&>().empty()) {
      fail(name + "[" + std::to_string(texts.size()) + "]", "must be a text that is not empty");
    }
    texts.push_back(element.get<std::string>());
  }
  return texts;
}

std::vector<Fields> Fields::objects(const std::string& name) {
  std::vector<Fields> objects;
  for (const auto& element : array(name)) {
    objects.emplace_back(element, path_of(name) + "[" + std::to_string(objects.size()) + "]");
  }
  return objects;
}

void Fields::finish() const {
  for (const auto& member : value_->items()) {
    if (!taken_.contains(member.key())) fail(member.key(), "is not a field of the protocol");
  }
}

}  // namespace ablate
