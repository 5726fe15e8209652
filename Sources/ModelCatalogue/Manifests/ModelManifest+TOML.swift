package import SystemPackage

extension ModelManifest {
  /// Reads a manifest; errors name `file` and the line.
  package init(parsing text: String, file: FilePath) throws(ModelError) {
    var reader = try ManifestReader(text, file: file)
    let format = try reader.optionalInteger("format") ?? 1
    guard (1...Self.newestFormat).contains(format) else {
      throw reader.error(
        "this manifest is of form \(format), and this Orpheus reads forms up to "
          + "\(Self.newestFormat): it takes a newer one", at: "format")
    }
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
    wheel = reader.hasTable("wheel") ? try Wheel(&reader) : nil
    // What set-up cannot fetch is no part of every installation, and can be removed again.
    let isOptional = try reader.optionalBoolean("optional") ?? false
    self.isOptional = isOptional || wheel == nil
    product = try Product(&reader)
    network = reader.hasTable("front-end") ? try Network(&reader, beside: file) : nil
    try reader.finish()

    let builds = wheel.map { Array($0.builds.values) } ?? []
    guard wheel != nil || product.converter == .none else {
      throw reader.error(
        "“product.converter” must be none for a model that comes from no wheel",
        at: "product.converter")
    }
    guard wheel != nil || product.sha256 != nil else {
      throw reader.error("“product.sha256” is missing: every file is verified")
    }
    guard product.converter != .none || builds.allSatisfy({ $0.members.count == 1 }) else {
      throw reader.error("a model installed as it is needs exactly one member")
    }
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
    case millionSongVGG = "msd-vgg-checkpoint"
    case magnaTagATuneVGG = "mtt-vgg-checkpoint"
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
      case .millionSongVGG: .vggCheckpoint(.millionSong)
      case .magnaTagATuneVGG: .vggCheckpoint(.magnaTagATune)
      case .appendOutput: .appendOutput(try reader.string("product.output"))
      }
  }
}
