package import SystemPackage

extension ModelManifest {
  /// Reads a manifest; errors name `file` and the line.
  package init(parsing text: String, file: FilePath) throws(ModelError) {
    var reader = try ManifestReader(text, file: file)
    name = try reader.string("name")
    guard name == file.stem, name.isPlainName else {
      throw reader.error(
        "“name” must be that of the file, \(file.stem ?? ""), in letters, digits and hyphens",
        at: "name")
    }
    version = try reader.integer("version", minimum: 1)
    title = try reader.string("title")
    licence = Licence(
      name: try reader.string("licence.name"), note: try reader.string("licence.note"))
    wheel = try Wheel(&reader)
    product = try Product(&reader)
    network = reader.hasTable("front-end") ? try Network(&reader) : nil
    try reader.finish()

    guard product.converter != .none || wheel.builds.values.allSatisfy({ $0.members.count == 1 })
    else { throw reader.error("a model installed as it is needs exactly one member") }
    guard product.converter == .none || product.sha256 != nil else {
      throw reader.error("“product.sha256” is missing: a converted file is verified too")
    }
  }
}

extension ModelManifest.Wheel {
  fileprivate init(_ reader: inout ManifestReader) throws(ModelError) {
    name = try reader.plainName("wheel.name")
    version = try reader.plainName("wheel.version")
    builds = [:]
    for processor in [Self.anyProcessor, "x86_64", "aarch64"]
    where reader.hasTable("wheel.\(processor)") {
      builds[processor] = try ModelManifest.Build(&reader, processor)
    }
    if builds.isEmpty {
      throw reader.error("no build: one of [wheel.any], [wheel.x86_64], [wheel.aarch64] is needed")
    }
  }
}

extension ModelManifest.Build {
  fileprivate init(_ reader: inout ManifestReader, _ processor: String) throws(ModelError) {
    file = try reader.plainName("wheel.\(processor).file")
    python = try reader.plainName("wheel.\(processor).python")
    platform = try reader.optionalPlainName("wheel.\(processor).platform")
    sha256 = try reader.digest("wheel.\(processor).sha256")
    members = try reader.digests(in: "wheel.\(processor).members").map {
      ModelManifest.Member(path: $0.name, sha256: $0.1)
    }
    if members.isEmpty { throw reader.error("[wheel.\(processor).members] names no file") }
  }
}

extension ModelManifest.Product {
  private enum Kind: String, CaseIterable {
    case none
    case musicnnCheckpoint = "musicnn-checkpoint"
    case appendOutput = "append-output"
  }

  fileprivate init(_ reader: inout ManifestReader) throws(ModelError) {
    file = try reader.plainName("product.file")
    sha256 = try reader.optionalDigest("product.sha256")
    let kind: Kind = try reader.choice("product.converter")
    converter =
      switch kind {
      case .none: .none
      case .musicnnCheckpoint: .musicnnCheckpoint
      case .appendOutput: .appendOutput(try reader.string("product.output"))
      }
  }
}

extension Network {
  fileprivate init(_ reader: inout ManifestReader) throws(ModelError) {
    frontEnd = .logMel(try LogMel(&reader))
    input = Input(
      name: try reader.string("input.name"), shape: try reader.integers("input.shape"))
    outputs = try Outputs(&reader)
    pooling = try reader.choice("pooling")
  }
}

extension Network.Outputs {
  fileprivate init(_ reader: inout ManifestReader) throws(ModelError) {
    if reader.hasTable("outputs.embedding") {
      embedding = Network.EmbeddingOutput(
        name: try reader.string("outputs.embedding.name"),
        size: try reader.integer("outputs.embedding.size", minimum: 1))
    }
    if reader.hasTable("outputs.tags") {
      tags = Network.TagOutput(
        name: try reader.string("outputs.tags.name"),
        classes: try reader.strings("outputs.tags.classes"))
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
}

extension LogMel {
  private enum Kind: String, CaseIterable {
    case logMel = "log-mel"
  }

  private enum LogarithmKind: String, CaseIterable {
    case decimal, natural, decibels
  }

  fileprivate init(_ reader: inout ManifestReader) throws(ModelError) {
    let _: Kind = try reader.choice("front-end.kind")
    sampleRate = try reader.integer("front-end.sample-rate", minimum: 1)
    fftLength = try reader.integer("front-end.fft", minimum: 1)
    window = try reader.integer("front-end.window", minimum: 1)
    hop = try reader.integer("front-end.hop", minimum: 1)
    isCentred = try reader.boolean("front-end.centred")
    spectrum = try reader.choice("front-end.spectrum")
    bands = try reader.integer("front-end.bands", minimum: 1)
    let lowest = try reader.number("front-end.lowest")
    let highest = try reader.number("front-end.highest")
    guard lowest >= 0, lowest < highest, highest <= Double(sampleRate) / 2 else {
      throw reader.error(
        "“front-end.highest” must lie above “lowest” and within half the sample rate",
        at: "front-end.highest")
    }
    range = lowest...highest
    guard window <= fftLength else {
      throw reader.error("“front-end.window” is longer than “fft”", at: "front-end.window")
    }
    scale = try reader.choice("front-end.scale")
    norm = try reader.choice("front-end.norm")
    let kind: LogarithmKind = try reader.choice("front-end.logarithm.kind")
    switch kind {
    case .decimal, .natural:
      let factor = try reader.number("front-end.logarithm.factor")
      let offset = try reader.number("front-end.logarithm.offset")
      logarithm =
        kind == .decimal
        ? .decimal(factor: factor, offset: offset) : .natural(factor: factor, offset: offset)
    case .decibels:
      logarithm = .decibels(
        floor: try reader.number("front-end.logarithm.floor"),
        range: try reader.number("front-end.logarithm.range"))
    }
    patchFrames = try reader.integer("front-end.patch-frames")
    layout = try reader.choice("front-end.layout")
  }
}
