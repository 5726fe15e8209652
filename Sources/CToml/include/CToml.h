// A walk over a TOML document, in source order of its tables, with the line of every value.

#ifndef ORPHEUS_CTOML_H
#define ORPHEUS_CTOML_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum orpheus_toml_kind {
  ORPHEUS_TOML_STRING,
  ORPHEUS_TOML_INTEGER,
  ORPHEUS_TOML_FLOAT,
  ORPHEUS_TOML_BOOLEAN,
  ORPHEUS_TOML_DATE,        // any date or time, as text
  ORPHEUS_TOML_ARRAY_BEGIN,  // its elements follow, up to the matching end
  ORPHEUS_TOML_ARRAY_END,
};

// One value. Pointers are valid during the visit only.
struct orpheus_toml_node {
  enum orpheus_toml_kind kind;
  const char *const *path;  // the keys from the root down
  size_t path_count;
  const char *text;  // STRING and DATE
  size_t text_length;
  int64_t integer;  // INTEGER, and BOOLEAN as 0 or 1
  double real;      // FLOAT
  int line;         // from 1
  int column;       // from 1
};

struct orpheus_toml_error {
  int line;
  int column;
  char message[256];
};

typedef void (*orpheus_toml_visitor)(void *context, const struct orpheus_toml_node *node);

// Parses `length` bytes of UTF-8 and visits every value. Returns 0, or −1 with `*error` filled.
// Tables inside arrays are an error: no format of ours has them.
int orpheus_toml_parse(const char *text, size_t length, void *context, orpheus_toml_visitor visit,
                       struct orpheus_toml_error *error);

#ifdef __cplusplus
}
#endif

#endif
