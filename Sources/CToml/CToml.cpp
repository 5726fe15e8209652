#include "CToml.h"

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <cstdio>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Walk {
  void *context;
  orpheus_toml_visitor visit;
  orpheus_toml_error *error;
  std::vector<std::string> path;

  void emit(orpheus_toml_node node, const toml::source_region &where) {
    std::vector<const char *> keys;
    keys.reserve(path.size());
    for (const auto &key : path) keys.push_back(key.c_str());
    node.path = keys.data();
    node.path_count = keys.size();
    node.line = static_cast<int>(where.begin.line);
    node.column = static_cast<int>(where.begin.column);
    visit(context, &node);
  }

  bool table(const toml::table &table) {
    for (auto &&[key, value] : table) {
      path.emplace_back(key.str());
      bool fine = node(value);
      path.pop_back();
      if (!fine) return false;
    }
    return true;
  }

  bool array(const toml::array &array) {
    orpheus_toml_node bracket{};
    bracket.kind = ORPHEUS_TOML_ARRAY_BEGIN;
    emit(bracket, array.source());
    for (const auto &element : array) {
      if (element.is_table()) {
        error->line = static_cast<int>(element.source().begin.line);
        error->column = static_cast<int>(element.source().begin.column);
        std::snprintf(error->message, sizeof error->message, "a table inside an array");
        return false;
      }
      if (!node(element)) return false;
    }
    bracket.kind = ORPHEUS_TOML_ARRAY_END;
    emit(bracket, array.source());
    return true;
  }

  template <typename T>
  void date(const T &value, const toml::source_region &where) {
    std::ostringstream text;
    text << value;
    std::string string = text.str();
    orpheus_toml_node leaf{};
    leaf.kind = ORPHEUS_TOML_DATE;
    leaf.text = string.data();
    leaf.text_length = string.size();
    emit(leaf, where);
  }

  bool node(const toml::node &value) {
    if (const auto *inner = value.as_table()) return table(*inner);
    if (const auto *inner = value.as_array()) return array(*inner);
    orpheus_toml_node leaf{};
    if (const auto *string = value.as_string()) {
      leaf.kind = ORPHEUS_TOML_STRING;
      leaf.text = string->get().data();
      leaf.text_length = string->get().size();
    } else if (const auto *integer = value.as_integer()) {
      leaf.kind = ORPHEUS_TOML_INTEGER;
      leaf.integer = integer->get();
    } else if (const auto *real = value.as_floating_point()) {
      leaf.kind = ORPHEUS_TOML_FLOAT;
      leaf.real = real->get();
    } else if (const auto *boolean = value.as_boolean()) {
      leaf.kind = ORPHEUS_TOML_BOOLEAN;
      leaf.integer = boolean->get() ? 1 : 0;
    } else {
      if (const auto *date_ = value.as_date()) date(date_->get(), value.source());
      if (const auto *time = value.as_time()) date(time->get(), value.source());
      if (const auto *both = value.as_date_time()) date(both->get(), value.source());
      return true;
    }
    emit(leaf, value.source());
    return true;
  }
};

}  // namespace

extern "C" int orpheus_toml_parse(const char *text, size_t length, void *context,
                                  orpheus_toml_visitor visit, orpheus_toml_error *error) {
  toml::parse_result result = toml::parse(std::string_view(text, length));
  if (!result) {
    const toml::parse_error &found = result.error();
    error->line = static_cast<int>(found.source().begin.line);
    error->column = static_cast<int>(found.source().begin.column);
    std::string_view message = found.description();
    std::snprintf(error->message, sizeof error->message, "%.*s", static_cast<int>(message.size()),
                  message.data());
    return -1;
  }
  Walk walk{context, visit, error, {}};
  return walk.table(result.table()) ? 0 : -1;
}
