package import MusicModel

/// How much of a track the networks hear.
package enum AnalysisCoverage: Hashable, Sendable, Codable {
  /// `count` evenly spaced windows of three seconds.
  case windows(count: Int)
  /// Every second of the track.
  case full

  /// The part of a ``ModelVersion`` that says how much was heard: `12x3s` or `full`.
  package var label: String {
    switch self {
    case .windows(let count): "\(count)x3s"
    case .full: "full"
    }
  }
}

/// What the daemon asks of a worker. Each request about a file travels with one open descriptor of
/// it.
package enum WorkerRequest: Hashable, Sendable, Codable {
  /// Say what reads the files, and within which walls. The daemon's first request, before any file,
  /// answered once the worker is ready: one that ends on it cannot blame a file.
  case introduce
  /// Read the file's tags and fingerprint its audio; no inference.
  case identify
  /// Decode and run the models, hearing as much of the track as the coverage says; the track is the
  /// whole file, or one stretch of it.
  case analyse(AnalysisCoverage, of: SectionSpan? = nil)
  /// Run the network that embeds on sound made for it, and say what came out; no file comes along.
  case rehearse
}

/// What the network that embeds made of sound without meaning: how a new model is tried.
package struct ModelRehearsal: Hashable, Sendable, Codable {
  /// The networks that ran.
  package var model: ModelVersion
  /// Values an embedding of a track has.
  package var dimensions: Int
  /// Words the model knows.
  package var tags: Int
  /// Seconds of sound in one patch.
  package var patchSeconds: Double
  /// Seconds that the network takes for it, its front end included.
  package var secondsAPatch: Double

  /// Gathers the figures.
  package init(
    model: ModelVersion, dimensions: Int, tags: Int, patchSeconds: Double, secondsAPatch: Double
  ) {
    self.model = model
    self.dimensions = dimensions
    self.tags = tags
    self.patchSeconds = patchSeconds
    self.secondsAPatch = secondsAPatch
  }
}

/// What a file says about itself without any model.
package struct FileIdentification: Hashable, Sendable, Codable {
  package var content: ContentID
  package var metadata: TrackMetadata
  /// Length in seconds; nil when only decoding would tell.
  package var seconds: Double?

  /// Gathers the answer to `identify`.
  package init(content: ContentID, metadata: TrackMetadata, seconds: Double?) {
    self.content = content
    self.metadata = metadata
    self.seconds = seconds
  }
}

/// What a worker answers.
package enum WorkerReply: Hashable, Sendable, Codable {
  case introduced(WorkerIntroduction)
  case identified(FileIdentification)
  case analysed(TrackAnalysis)
  case rehearsed(ModelRehearsal)
  /// This file cannot be read or decoded; the sentence is for the listener.
  case unreadable(reason: String)
  /// The worker itself cannot work, for example because a model is missing.
  case unavailable(reason: String)
  /// The worker could not cope with this file, although it worked when it was started: it counts as
  /// if the file had ended it.
  case gaveUp(reason: String)

  /// True when the worker is of no more use and leaves after this reply.
  package var isLast: Bool {
    switch self {
    case .unavailable, .gaveUp: true
    case .introduced, .identified, .analysed, .rehearsed, .unreadable: false
    }
  }
}
