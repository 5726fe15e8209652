#include "CTagLib.h"

#include <aifffile.h>
#include <apefile.h>
#include <asffile.h>
#include <flacfile.h>
#include <id3v2framefactory.h>
#include <mp4file.h>
#include <mpcfile.h>
#include <mpegfile.h>
#include <oggflacfile.h>
#include <opusfile.h>
#include <speexfile.h>
#include <tiostream.h>
#include <tpropertymap.h>
#include <trueaudiofile.h>
#include <vorbisfile.h>
#include <wavfile.h>
#include <wavpackfile.h>

#include <algorithm>
#include <memory>

namespace {

#if TAGLIB_MAJOR_VERSION >= 2
using Offset = TagLib::offset_t;
using InsertOffset = TagLib::offset_t;
using Count = size_t;
#else
using Offset = long;
using InsertOffset = unsigned long;
using Count = unsigned long;
#endif

// A stream that reads through the caller's function and refuses to write: TagLib's own file stream
// would move the descriptor's shared offset and close it.
class SourceStream : public TagLib::IOStream {
 public:
  explicit SourceStream(orpheus_tag_source source) : source_(source) {}

  TagLib::FileName name() const override { return ""; }

  TagLib::ByteVector readBlock(Count length) override {
    if (position_ < 0 || position_ >= source_.length) return {};
    // A hostile file may ask for gigabytes that it does not have.
    auto count = std::min<uint64_t>(length, source_.length - position_);
    TagLib::ByteVector block(static_cast<unsigned int>(std::min<uint64_t>(count, INT32_MAX)), 0);
    size_t filled = source_.read(source_.context, position_, block.data(), block.size());
    block.resize(static_cast<unsigned int>(filled));
    position_ += static_cast<Offset>(filled);
    return block;
  }

  void writeBlock(const TagLib::ByteVector &) override {}
  void insert(const TagLib::ByteVector &, InsertOffset, Count) override {}
  void removeBlock(InsertOffset, Count) override {}
  void truncate(Offset) override {}
  bool readOnly() const override { return true; }
  bool isOpen() const override { return true; }

  void seek(Offset offset, Position from) override {
    Offset base = from == Current ? position_ : from == End ? length() : 0;
    // Sums of untrusted sizes may be negative or overflow; both then read nothing.
    if (__builtin_add_overflow(base, offset, &position_)) position_ = -1;
  }

  Offset tell() const override { return position_; }
  Offset length() override { return static_cast<Offset>(source_.length); }

 private:
  orpheus_tag_source source_;
  Offset position_ = 0;
};

std::unique_ptr<TagLib::File> open(TagLib::IOStream *stream, orpheus_tag_format format) {
  using namespace TagLib;
  // The audio properties come from the decoders: parsing for them is time and risk for nothing.
  const bool properties = false;
  switch (format) {
#if TAGLIB_MAJOR_VERSION >= 2
    case ORPHEUS_TAGS_MPEG: return std::make_unique<MPEG::File>(stream, properties);
    case ORPHEUS_TAGS_FLAC: return std::make_unique<FLAC::File>(stream, properties);
#else
    case ORPHEUS_TAGS_MPEG:
      return std::make_unique<MPEG::File>(stream, ID3v2::FrameFactory::instance(), properties);
    case ORPHEUS_TAGS_FLAC:
      return std::make_unique<FLAC::File>(stream, ID3v2::FrameFactory::instance(), properties);
#endif
    case ORPHEUS_TAGS_OGG_VORBIS: return std::make_unique<Ogg::Vorbis::File>(stream, properties);
    case ORPHEUS_TAGS_OGG_OPUS: return std::make_unique<Ogg::Opus::File>(stream, properties);
    case ORPHEUS_TAGS_OGG_FLAC: return std::make_unique<Ogg::FLAC::File>(stream, properties);
    case ORPHEUS_TAGS_OGG_SPEEX: return std::make_unique<Ogg::Speex::File>(stream, properties);
    case ORPHEUS_TAGS_WAV: return std::make_unique<RIFF::WAV::File>(stream, properties);
    case ORPHEUS_TAGS_AIFF: return std::make_unique<RIFF::AIFF::File>(stream, properties);
    case ORPHEUS_TAGS_MP4: return std::make_unique<MP4::File>(stream, properties);
    case ORPHEUS_TAGS_ASF: return std::make_unique<ASF::File>(stream, properties);
    case ORPHEUS_TAGS_APE: return std::make_unique<APE::File>(stream, properties);
    case ORPHEUS_TAGS_MUSEPACK: return std::make_unique<MPC::File>(stream, properties);
    case ORPHEUS_TAGS_WAVPACK: return std::make_unique<WavPack::File>(stream, properties);
    case ORPHEUS_TAGS_TRUE_AUDIO: return std::make_unique<TrueAudio::File>(stream, properties);
  }
  return nullptr;
}

}  // namespace

extern "C" int orpheus_tags_visit(orpheus_tag_source source, orpheus_tag_format format,
                                  void *context, orpheus_tag_visitor visit) try {
  SourceStream stream(source);
  std::unique_ptr<TagLib::File> file = open(&stream, format);
  if (!file || !file->isValid()) return -1;
  const TagLib::PropertyMap properties = file->properties();
  for (const auto &[key, values] : properties) {
    const std::string name = key.to8Bit(true);
    for (const auto &value : values) {
      const std::string text = value.to8Bit(true);
      visit(context, name.c_str(), text.data(), text.size());
    }
  }
  return 0;
} catch (...) {
  // An exception that crossed into Swift would end the process; here it is one unreadable tag.
  return -1;
}
