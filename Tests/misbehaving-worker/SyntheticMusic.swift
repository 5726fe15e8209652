import MusicModel
import WorkerProtocol

/// An analysis made up from a file's bytes: cheap, and different for different files.
struct SyntheticMusic {
  private var state: UInt64

  init(seed: [UInt8]) {
    // FNV-1a, RFC 9923.
    state = seed.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  func reply(to request: WorkerRequest) -> WorkerReply {
    var copy = self
    switch request {
    case .identify, .introduce:
      let content = (0..<ContentID.byteCount).map { _ in UInt8(truncatingIfNeeded: copy.next()) }
      guard let id = ContentID(bytes: content) else { return .unreadable(reason: "no content") }
      return .identified(
        FileIdentification(content: id, metadata: TrackMetadata(), seconds: 180))
    case .rehearse: return .unavailable(reason: "there is nothing to rehearse")
    case .analyse:
      let affect = (0..<Affect.names.count).map { _ in copy.fraction() }
      guard let affect = Affect(values: affect) else { return .unreadable(reason: "no affect") }
      return .analysed(
        TrackAnalysis(
          model: ModelVersion(rawValue: "synthetic"), seconds: 180, loudness: -14,
          embedding: Embedding(values: (0..<200).map { _ in copy.fraction() }),
          tags: (0..<50).map { TagProbability(name: "tag \($0)", probability: copy.fraction()) },
          affect: affect))
    }
  }

  /// splitmix64 (Steele, Lea & Flood 2014).
  private mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  private mutating func fraction() -> Float { Float(next() >> 40) / Float(1 << 24) }
}
