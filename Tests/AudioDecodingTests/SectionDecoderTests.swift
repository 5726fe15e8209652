import AudioDecoding
import MusicModel
import SignalProcessing
import Testing

@Suite("Sections of a file")
struct SectionDecoderTests {
  /// Sound that tells at which frame it is.
  private final class Counter: AudioDecoder {
    let sampleRate: Double
    let channels = 2
    let frameCount: Int64?
    private let frames: Int64
    private var position: Int64 = 0

    init(rate: Double, frames: Int64, isKnown: Bool) {
      sampleRate = rate
      self.frames = frames
      frameCount = isKnown ? frames : nil
    }

    func seek(toFrame frame: Int64) throws(AudioFileError) { position = min(frame, frames) }

    func read(frames wanted: Int) throws(AudioFileError) -> PCMBuffer {
      let end = min(frames, position + Int64(wanted))
      defer { position = end }
      let samples = (position..<end).flatMap { [Float($0), -Float($0)] }
      return PCMBuffer(sampleRate: sampleRate, channels: 2, samples: samples)
    }
  }

  @Test(
    "it reads what lies in it and nothing else", arguments: [8_000.0, 44_100, 48_000],
    [true, false])
  func reading(rate: Double, isKnown: Bool) throws {
    let whole = Int64(rate * 2)
    for (start, end) in [(0, 75), (13, 101), (50, nil), (149, nil), (7, 8)] as [(Int, Int?)] {
      let section = try SectionDecoder(
        Counter(rate: rate, frames: whole, isKnown: isKnown), SectionSpan(start: start, end: end))
      let first = Int64((Double(start) * rate / 75).rounded())
      let last = end.map { Int64((Double($0) * rate / 75).rounded()) } ?? whole
      if isKnown || end != nil { #expect(section.frameCount == last - first) }
      for (place, count) in [(0, 10), (3, 1 << 20), (Int(last - first) - 1, 5), (1 << 40, 5)] {
        try section.seek(toFrame: Int64(place))
        let sound = try section.read(frames: count)
        let begin = first + Int64(place)
        let expected = begin < last ? min(Int64(count), last - begin) : 0
        #expect(Int64(sound.frameCount) == expected)
        #expect(sound.samples.first == (expected > 0 ? Float(begin) : nil))
        #expect(
          try section.read(frames: 1 << 20).samples.last.map { Int64(-$0) } ?? last - 1 == last - 1)
        #expect(try section.read(frames: 7).isEmpty)
      }
    }
  }

  @Test(
    "what is no stretch of the file is refused",
    arguments: [
      SectionSpan(start: 150, end: nil), SectionSpan(start: .max, end: nil),
      SectionSpan(start: 5, end: 5), SectionSpan(start: 6, end: 5),
    ])
  func refused(span: SectionSpan) {
    let error = #expect(throws: AudioFileError.self) {
      try SectionDecoder(Counter(rate: 44_100, frames: 88_200, isKnown: true), span)
    }
    #expect(error?.code == .empty)
  }

  @Test("the last section ends with the file, wherever the sheet thought that was")
  func shortFile() throws {
    let section = try SectionDecoder(
      Counter(rate: 44_100, frames: 88_200, isKnown: true), SectionSpan(start: 75, end: 9_000))
    #expect(section.seconds == 1)
  }
}
