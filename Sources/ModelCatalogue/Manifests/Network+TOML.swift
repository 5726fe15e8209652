internal import SystemPackage

extension Network {
  private enum Kind: String, CaseIterable {
    case logMel = "log-mel"
    case waveform
  }

  /// Reads how a network is fed; lists of classes lie beside `manifest`.
  init(_ reader: inout ManifestReader, beside manifest: FilePath) throws(ModelError) {
    let kind: Kind = try reader.choice("front-end.kind")
    switch kind {
    case .logMel: frontEnd = .logMel(try LogMel(&reader))
    case .waveform: frontEnd = .waveform(try Waveform(&reader))
    }
    input = Input(
      name: try reader.string("input.name"), shape: try reader.integers("input.shape"))
    pooling = try reader.choice("pooling")
    outputs = try Outputs(&reader, beside: manifest)
    // Nil for more than can be counted.
    let filled = input.shape.reduce(1 as Int?) { product, length in
      guard let (product, isTooMuch) = product?.multipliedReportingOverflow(by: max(length, 1)),
        !isTooMuch
      else { return nil }
      return product
    }
    guard let count = frontEnd.patchCount, pooling != .network else { return }
    guard filled == count else {
      throw reader.error(
        "“input.shape” holds \(filled.map(String.init) ?? "too many") values where the front end "
          + "makes \(count)",
        at: "input.shape")
    }
  }
}

extension Network.FrontEnd {
  /// How many values one patch has; nil where it may be of any length.
  package var patchCount: Int? {
    switch self {
    case .logMel(let logMel): logMel.patchFrames > 0 ? logMel.patchFrames * logMel.bands : nil
    case .waveform(let waveform): waveform.window
    }
  }

  /// In Hz.
  package var sampleRate: Int {
    switch self {
    case .logMel(let logMel): logMel.sampleRate
    case .waveform(let waveform): waveform.sampleRate
    }
  }
}

extension Waveform {
  fileprivate init(_ reader: inout ManifestReader) throws(ModelError) {
    sampleRate = try reader.integer("front-end.sample-rate", minimum: 1)
    window = try reader.samples("front-end.window", sampleRate: sampleRate)
    hop =
      try reader.hasKey("front-end.hop")
      ? reader.samples("front-end.hop", sampleRate: sampleRate) : window
    normalisation = try reader.optionalChoice("front-end.normalisation") ?? .none
    gain = try reader.optionalNumber("front-end.gain") ?? 1
    guard hop <= window else {
      throw reader.error("“front-end.hop” is longer than “window”", at: "front-end.hop")
    }
    guard window <= 60 * sampleRate else {
      throw reader.error("“front-end.window” is longer than a minute", at: "front-end.window")
    }
  }
}

extension Network.Outputs {
  fileprivate init(
    _ reader: inout ManifestReader, beside manifest: FilePath
  ) throws(ModelError) {
    if reader.hasTable("outputs.embedding") {
      embedding = Network.EmbeddingOutput(
        name: try reader.string("outputs.embedding.name"),
        size: try reader.integer("outputs.embedding.size", minimum: 1),
        pooling: try reader.optionalChoice("outputs.embedding.pooling"))
    }
    if reader.hasTable("outputs.tags") {
      tags = Network.TagOutput(
        name: try reader.string("outputs.tags.name"),
        classes: try Self.classes(&reader, beside: manifest),
        classesFile: try reader.optionalPlainName("outputs.tags.classes-file"),
        pooling: try reader.optionalChoice("outputs.tags.pooling"))
      if tags?.pooling == .meanAndMaximum {
        throw reader.error(
          "“outputs.tags.pooling” must leave one probability a class", at: "outputs.tags.pooling")
      }
    }
    if reader.hasTable("outputs.affect") {
      let values = try reader.strings("outputs.affect.values")
      let logistic = Set(try reader.strings("outputs.affect.logistic"))
      guard logistic.isSubset(of: values) else {
        throw reader.error(
          "“outputs.affect.logistic” names a value that is not in “values”",
          at: "outputs.affect.logistic")
      }
      affect = Network.AffectOutput(
        name: try reader.string("outputs.affect.name"), values: values, logistic: logistic)
    }
  }

  /// The words of a tag output: in the manifest, or a line each in a file beside it.
  private static func classes(
    _ reader: inout ManifestReader, beside manifest: FilePath
  ) throws(ModelError) -> [String] {
    let key = "outputs.tags.classes-file"
    guard let name = try reader.optionalPlainName(key) else {
      return try reader.strings("outputs.tags.classes")
    }
    // Beside the manifests of other models it would be one of them.
    guard !name.hasSuffix(".toml") else {
      throw reader.error("“\(key)” must not be called like a manifest", at: key)
    }
    let text: String
    do throws(ModelError) {
      let file = manifest.removingLastComponent().appending(name)
      text = String(decoding: try file.contents(), as: UTF8.self)
    } catch {
      throw reader.error(error.description, at: key)
    }
    let classes = text.split(whereSeparator: \.isNewline).map(String.init)
    guard !classes.isEmpty, Set(classes).count == classes.count else {
      throw reader.error("\(name) must hold different words, one a line", at: key)
    }
    return classes
  }
}

extension LogMel {
  private enum LogarithmKind: String, CaseIterable {
    case decimal, natural, decibels
  }

  fileprivate init(_ reader: inout ManifestReader) throws(ModelError) {
    sampleRate = try reader.integer("front-end.sample-rate", minimum: 1)
    fftLength = try reader.integer("front-end.fft", minimum: 4)
    guard fftLength.nonzeroBitCount == 1, fftLength <= 1 << 16 else {
      throw reader.error(
        "“front-end.fft” must be a power of two, 65536 at most", at: "front-end.fft")
    }
    window = try reader.samples("front-end.window", sampleRate: sampleRate)
    windowShape = try reader.optionalChoice("front-end.window-shape") ?? .hann
    hop = try reader.samples("front-end.hop", sampleRate: sampleRate)
    isCentred = try reader.boolean("front-end.centred")
    spectrum = try reader.choice("front-end.spectrum")
    bands = try reader.integer("front-end.bands", minimum: 1)
    guard hop <= window else {
      throw reader.error("“front-end.hop” is longer than “window”", at: "front-end.hop")
    }
    let lowest = try reader.number("front-end.lowest")
    let highest = try reader.number("front-end.highest")
    guard lowest >= 0, lowest < highest, highest <= Double(sampleRate) / 2 else {
      throw reader.error(
        "“front-end.highest” must lie above “lowest” and within half the sample rate",
        at: "front-end.highest")
    }
    range = lowest...highest
    guard window > 1, window <= fftLength else {
      throw reader.error("“front-end.window” is longer than “fft”", at: "front-end.window")
    }
    scale = try reader.choice("front-end.scale")
    norm = try reader.choice("front-end.norm")
    slope = try reader.optionalChoice("front-end.slope") ?? .hertz
    let kind: LogarithmKind = try reader.choice("front-end.logarithm.kind")
    switch kind {
    case .decimal, .natural:
      let factor = try reader.number("front-end.logarithm.factor")
      let offset = try reader.number("front-end.logarithm.offset")
      guard offset > 0, factor > 0 else {
        throw reader.error(
          "“front-end.logarithm.offset” and “factor” must be above 0, or silence has no logarithm",
          at: "front-end.logarithm.offset")
      }
      logarithm =
        kind == .decimal
        ? .decimal(factor: factor, offset: offset) : .natural(factor: factor, offset: offset)
    case .decibels:
      logarithm = .decibels(
        floor: try reader.number("front-end.logarithm.floor"),
        range: try reader.number("front-end.logarithm.range"))
    }
    patchFrames = try reader.integer("front-end.patch-frames")
    patchHop = try reader.optionalInteger("front-end.patch-hop") ?? patchFrames
    guard patchFrames * hop <= 60 * sampleRate else {
      throw reader.error(
        "“front-end.patch-frames” are longer than a minute", at: "front-end.patch-frames")
    }
    guard patchFrames == 0 || (1...patchFrames).contains(patchHop) else {
      throw reader.error(
        "“front-end.patch-hop” must be 1 to “patch-frames”", at: "front-end.patch-hop")
    }
    layout = try reader.choice("front-end.layout")
  }
}
