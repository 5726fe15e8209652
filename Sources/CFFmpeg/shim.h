#include <errno.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

// What FFmpeg has as macros that Swift cannot read.
static const int orpheus_av_again = AVERROR(EAGAIN);
static const int orpheus_av_end = AVERROR_EOF;
static const int orpheus_av_refused = AVERROR(EPERM);
static const int64_t orpheus_av_no_time = AV_NOPTS_VALUE;
