import AudioDecoding
import Inference
package import MusicModel
import SignalProcessing
package import WorkerProtocol

/// An open file in, what the models and meters say about it out: decode, windows, mel, networks.
///
/// Keeps the networks and front ends for the next file. Not for several tasks at once.
package final class AnalysisPipeline {
  private let networks: Networks
  private let musicnnFrontEnd = MusicnnFrontEnd()
  private let vibeNetFrontEnd = VibeNetFrontEnd()
  private let chromaTransform = Chroma.Transform()

  /// A pipeline that runs `networks`.
  package init(networks: Networks) { self.networks = networks }

  /// Has the networks hear a window of silence.
  func warmUp() throws(AnalysisError) {
    let silence = [Float](repeating: 0, count: AnalysisWindows.defaultLength)
    var pooled = Pooling()
    var descriptors = DescriptorMeter(chromaTransform)
    try hear(silence, into: &pooled, &descriptors)
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

  /// Runs the networks and the meters over as much of the file as `coverage` says.
  package func analyse(
    _ descriptor: CInt, _ coverage: AnalysisCoverage
  ) throws(AnalysisError) -> TrackAnalysis {
    let decoder = try reading { () throws(AudioFileError) in try AudioFile.open(descriptor) }
    switch coverage {
    case .windows(let count): return try analyse(windows: count, of: decoder)
    case .full: return try analyse(wholeOf: decoder)
    }
  }

  // MARK: - Windows

  /// musicnn hears the windows one by one, VibeNet put together as one clip.
  private func analyse(
    windows count: Int, of decoder: any AudioDecoder
  ) throws(AnalysisError) -> TrackAnalysis {
    let seconds = try length(of: decoder)
    let windows = AnalysisWindows(seconds: seconds, count: count)
    let meter = try? LoudnessMeter(sampleRate: decoder.sampleRate, channels: decoder.channels)
    let reader = WindowReader(decoder)
    var pooled = Pooling()
    var descriptors = DescriptorMeter(chromaTransform)
    var clip: [MelSpectrogram] = []
    for index in windows.starts.indices {
      let excerpt = try reading { () throws(AudioFileError) in
        try reader.read(index, of: windows)
      }
      meter?.append(excerpt.original.samples)
      try hear(excerpt.samples, into: &pooled, &descriptors)
      clip.append(vibeNetFrontEnd.decibels(of: excerpt.samples))
    }
    try estimate(clip, into: &pooled)
    return try pooled.analysis(
      seconds: seconds, loudness: meter?.integrated,
      descriptors: descriptors.reading.map(SoundDescriptors.init), networks)
  }

  // MARK: - Whole tracks

  /// musicnn hears every patch of three seconds, VibeNet every half minute; memory holds one of
  /// each whatever the track's length.
  private func analyse(wholeOf decoder: any AudioDecoder) throws(AnalysisError) -> TrackAnalysis {
    let meter = try? LoudnessMeter(sampleRate: decoder.sampleRate, channels: decoder.channels)
    var patches = MusicnnFrontEnd.trackBlocks()
    var halfMinutes = SampleBlocks(length: Self.halfMinute, hop: Self.halfMinute)
    var pooled = Pooling()
    var descriptors = DescriptorMeter(chromaTransform)
    var frames = 0

    func hearAll(_ blocks: [[Float]], _ clips: [[Float]]) throws(AnalysisError) {
      for block in blocks { try hear(block, into: &pooled, &descriptors) }
      for clip in clips { try estimate([vibeNetFrontEnd.decibels(of: clip)], into: &pooled) }
    }
    var stream = try reading { () throws(AudioFileError) in try TrackStream(decoder) }
    while let piece = try reading({ () throws(AudioFileError) in try stream.next() }) {
      meter?.append(piece.original.samples)
      frames += piece.original.frameCount
      try hearAll(patches.append(piece.samples), halfMinutes.append(piece.samples))
    }
    try hearAll(patches.finish(), halfMinutes.finish())
    return try pooled.analysis(
      seconds: Double(frames) / decoder.sampleRate, loudness: meter?.integrated,
      descriptors: descriptors.reading.map(SoundDescriptors.init), networks)
  }

  /// Samples at 16 kHz.
  private static let halfMinute = 30 * 16_000

  // MARK: - Networks

  /// The descriptors go by musicnn's spectrogram whether or not there is the network.
  private func hear(
    _ samples: [Float], into pooled: inout Pooling, _ descriptors: inout DescriptorMeter
  ) throws(AnalysisError) {
    let patch = musicnnFrontEnd.spectrogram(of: samples, framing: .uncentred)
    descriptors.append(samples, patch)
    guard let musicnn = networks.musicnn else { return }
    do throws(InferenceError) {
      let heard = try musicnn.embed(patch: patch.values)
      pooled.embedding.add(heard.embedding)
      pooled.tags.add(heard.tags)
    } catch {
      throw AnalysisError(error)
    }
  }

  private func estimate(
    _ clip: [MelSpectrogram], into pooled: inout Pooling
  ) throws(AnalysisError) {
    do throws(InferenceError) {
      let heard = try networks.vibeNet.estimate(logMel: VibeNetFrontEnd.clip(joining: clip))
      pooled.affect.add(heard.affect.values)
      pooled.pooledLayer.add(heard.embedding)
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
