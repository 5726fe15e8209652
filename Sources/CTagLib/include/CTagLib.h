// Reading tags through TagLib, which has no C interface for property maps over one's own input.

#ifndef ORPHEUS_CTAGLIB_H
#define ORPHEUS_CTAGLIB_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum orpheus_tag_format {
  ORPHEUS_TAGS_MPEG,
  ORPHEUS_TAGS_FLAC,
  ORPHEUS_TAGS_OGG_VORBIS,
  ORPHEUS_TAGS_OGG_OPUS,
  ORPHEUS_TAGS_OGG_FLAC,
  ORPHEUS_TAGS_OGG_SPEEX,
  ORPHEUS_TAGS_WAV,
  ORPHEUS_TAGS_AIFF,
  ORPHEUS_TAGS_MP4,
  ORPHEUS_TAGS_ASF,
  ORPHEUS_TAGS_APE,
  ORPHEUS_TAGS_MUSEPACK,
  ORPHEUS_TAGS_WAVPACK,
  ORPHEUS_TAGS_TRUE_AUDIO,
};

// Where the bytes of a file come from. `read` fills up to `count` bytes from `offset` and returns
// how many it filled; fewer means the end or an error. There is no way to write.
struct orpheus_tag_source {
  void *context;
  int64_t length;
  size_t (*read)(void *context, int64_t offset, void *bytes, size_t count);
};

// One value of one property. `key` is TagLib's upper-case name (TITLE, ARTIST …), ended by a zero;
// `value` is UTF-8 unless the file's text was broken. Valid during the visit only.
typedef void (*orpheus_tag_visitor)(void *context, const char *key, const char *value,
                                    size_t length);

// Visits every property, in TagLib's order. Returns 0, or −1 when the file could not be parsed.
int orpheus_tags_visit(struct orpheus_tag_source source, enum orpheus_tag_format format,
                       void *context, orpheus_tag_visitor visit);

#ifdef __cplusplus
}
#endif

#endif
