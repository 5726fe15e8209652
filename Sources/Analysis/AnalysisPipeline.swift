import AudioDecoding
import Inference
import ModelCatalogue
package import MusicModel
import SignalProcessing
package import WorkerProtocol

/// An open file in, what the models and meters say about it out: decode, windows, mel, networks.
///
/// Keeps the networks and front ends for the next file. Not for several tasks at once.
package final class AnalysisPipeline {
  let networks: Networks
  private let musicnnFrontEnd = MusicnnFrontEnd()
  private let vibeNetFrontEnd = VibeNetFrontEnd()
  /// What the network that embeds is fed by; nil where there is none but VibeNet.
  let patchMaker: PatchMaker?
  private let chromaTransform = Chroma.Transform()
  private let spectralFrames = SpectralFrames()

  /// A pipeline that runs `networks`.
  package init(networks: Networks) {
    self.networks = networks
    patchMaker = networks.embedding.map { PatchMaker($0.network.frontEnd) }
  }

  /// Has the networks hear a window of silence.
  func warmUp() throws(AnalysisError) {
    let silence = [Float](repeating: 0, count: AnalysisWindows.defaultLength)
    var pooled = Pooling()
    var descriptors = DescriptorMeter(chromaTransform, spectralFrames)
    try hear(silence, into: &pooled, &descriptors)
    if ownReading != nil { try embed(silence, into: &pooled) }
    try estimate([vibeNetFrontEnd.decibels(of: silence)], into: &pooled)
  }

  /// Reads a file's tags and length, and fingerprints its audio; runs no network.
  package static func identify(_ descriptor: CInt) throws(AnalysisError) -> FileIdentification {
    try reading { () throws(AudioFileError) in
      let decoder = try AudioFile.open(descriptor)
      return FileIdentification(
        content: try ContentFingerprint.compute(descriptor),
        metadata: TagReader.read(descriptor), seconds: decoder.seconds)
    }
  }

  /// Runs the networks and the meters over as much of the file, or of the stretch `span` of it, as
  /// `coverage` says. They hear nothing outside the stretch.
  package func analyse(
    _ descriptor: CInt, _ coverage: AnalysisCoverage, of span: SectionSpan? = nil
  ) throws(AnalysisError) -> TrackAnalysis {
    let decoder = try reading { () throws(AudioFileError) in
      let whole = try AudioFile.open(descriptor)
      return try span.map { (span) throws(AudioFileError) in try SectionDecoder(whole, span) }
        ?? whole
    }
    switch coverage {
    case .windows(let count): return try analyse(windows: count, of: decoder)
    case .full: return try analyse(wholeOf: decoder)
    }
  }

  // MARK: - Windows

  /// Both networks hear the same windows: the one that embeds one by one, VibeNet put together as one
  /// clip. An embedding of another sample rate or of longer patches has a reading of its own, around
  /// the middle of the same windows.
  private func analyse(
    windows count: Int, of decoder: any AudioDecoder
  ) throws(AnalysisError) -> TrackAnalysis {
    let seconds = try length(of: decoder)
    let windows = AnalysisWindows(seconds: seconds, count: count)
    let meter = try? LoudnessMeter(sampleRate: decoder.sampleRate, channels: decoder.channels)
    let reader = WindowReader(decoder)
    let own = ownReading.map { ($0, WindowReader(decoder, sampleRate: $0.sampleRate)) }
    var pooled = Pooling()
    var descriptors = DescriptorMeter(chromaTransform, spectralFrames)
    var clip: [MelSpectrogram] = []
    for index in windows.starts.indices {
      let excerpt = try reading { () throws(AudioFileError) in
        try reader.read(index, of: windows)
      }
      meter?.append(excerpt.original.samples)
      meter?.skip()
      try hear(excerpt.samples, into: &pooled, &descriptors)
      if let (maker, reader) = own {
        let span = maker.window(around: windows.starts[index] + windows.length / 2)
        let excerpt = try reading { () throws(AudioFileError) in
          try reader.read(start: span.lowerBound, length: span.count)
        }
        try embed(excerpt.samples, into: &pooled)
      }
      if networks.vibeNet != nil { clip.append(vibeNetFrontEnd.decibels(of: excerpt.samples)) }
    }
    try estimate(clip, into: &pooled)
    return try pooled.analysis(
      seconds: seconds, Measurements(meter, descriptors), networks)
  }

  // MARK: - Whole tracks

  /// The network that embeds hears every patch, VibeNet every half minute; memory holds one of each
  /// whatever the track's length.
  private func analyse(wholeOf decoder: any AudioDecoder) throws(AnalysisError) -> TrackAnalysis {
    let meter = try? LoudnessMeter(sampleRate: decoder.sampleRate, channels: decoder.channels)
    var patches = MusicnnFrontEnd.trackBlocks()
    var halfMinutes = SampleBlocks(length: Self.halfMinute, hop: Self.halfMinute)
    // Nil when the patches are the spectrograms that the descriptors go by.
    var ownPatches = patchMaker.flatMap { $0.isMusicnn ? nil : $0.trackBlocks() }
    var pooled = Pooling()
    var descriptors = DescriptorMeter(chromaTransform, spectralFrames)
    var frames = 0

    func hearAll(
      _ blocks: [[Float]], _ own: [[Float]], _ clips: [[Float]]
    ) throws(AnalysisError) {
      for block in blocks {
        try hear(block, into: &pooled, &descriptors, embeds: ownPatches == nil)
      }
      for patch in own { try embed(patch, into: &pooled) }
      for clip in clips where networks.vibeNet != nil {
        try estimate([vibeNetFrontEnd.decibels(of: clip)], into: &pooled)
      }
    }
    var stream = try reading { () throws(AudioFileError) in try TrackStream(decoder) }
    let ownRate = try ownReading.flatMap { (maker) throws(AnalysisError) in
      try resampler(from: decoder.sampleRate, to: maker.sampleRate)
    }
    while let piece = try reading({ () throws(AudioFileError) in try stream.next() }) {
      meter?.append(piece.original.samples)
      frames += piece.original.frameCount
      let own = ownPatches == nil ? [] : ownRate?.process(piece.original.mono) ?? piece.samples
      try hearAll(
        patches.append(piece.samples), ownPatches?.append(own) ?? [],
        halfMinutes.append(piece.samples))
    }
    var rest = ownPatches?.append(ownRate?.finish() ?? []) ?? []
    rest += ownPatches?.finish() ?? []
    try hearAll(patches.finish(), rest, halfMinutes.finish())
    return try pooled.analysis(
      seconds: Double(frames) / decoder.sampleRate, Measurements(meter, descriptors), networks)
  }

  /// Samples at 16 kHz.
  private static let halfMinute = 30 * 16_000

  // MARK: - Networks

  /// What a network is fed by that hears more or something else than the windows at 16 kHz.
  private var ownReading: PatchMaker? { patchMaker.flatMap { $0.fitsWindows ? nil : $0 } }

  /// What brings a whole track to another rate; nil for that of the windows, which it has anyway.
  private func resampler(
    from rate: Double, to target: Double
  ) throws(AnalysisError) -> Resampler? {
    guard target != AnalysisWindows.sampleRate else { return nil }
    return try reading { () throws(AudioFileError) in
      do throws(Resampler.Failure) {
        return try Resampler(from: rate, to: target)
      } catch {
        throw AudioFileError(.damaged, "Its sample rate is \(rate) Hz: \(error)")
      }
    }
  }

  /// Measures a window of three seconds, and has it embedded where it holds what the network takes.
  ///
  /// The descriptors go by musicnn's spectrogram whether or not there is the network.
  private func hear(
    _ samples: [Float], into pooled: inout Pooling, _ descriptors: inout DescriptorMeter,
    embeds: Bool = true
  ) throws(AnalysisError) {
    let spectrogram = musicnnFrontEnd.spectrogram(of: samples, framing: .uncentred)
    descriptors.append(samples, spectrogram)
    guard embeds, let patchMaker, patchMaker.fitsWindows else { return }
    if patchMaker.isMusicnn {
      try embed(patches: [spectrogram.values], into: &pooled)
    } else {
      try embed(samples, into: &pooled)
    }
  }

  /// Has every patch in `samples` embedded.
  func embed(_ samples: [Float], into pooled: inout Pooling) throws(AnalysisError) {
    try embed(patches: patchMaker?.patches(of: samples) ?? [], into: &pooled)
  }

  private func embed(patches: [[Float]], into pooled: inout Pooling) throws(AnalysisError) {
    guard let model = networks.embedding else { return }
    do throws(InferenceError) {
      for patch in patches { pooled.add(try model.embed(patch: patch)) }
    } catch {
      throw AnalysisError(error)
    }
  }

  private func estimate(
    _ clip: [MelSpectrogram], into pooled: inout Pooling
  ) throws(AnalysisError) {
    guard let vibeNet = networks.vibeNet else { return }
    do throws(InferenceError) {
      pooled.add(try vibeNet.estimate(logMel: VibeNetFrontEnd.clip(joining: clip)))
    } catch {
      throw AnalysisError(error)
    }
  }

  /// The length in seconds; decodes the whole file only when its header does not tell.
  private func length(of decoder: any AudioDecoder) throws(AnalysisError) -> Double {
    if let seconds = decoder.seconds { return seconds }
    return try reading { () throws(AudioFileError) in
      var frames = 0
      while true {
        let piece = try decoder.read(frames: Int(decoder.sampleRate))
        if piece.isEmpty { return Double(frames) / decoder.sampleRate }
        frames += piece.frameCount
      }
    }
  }
}
