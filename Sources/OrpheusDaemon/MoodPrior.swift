import Glibc
import ModelCatalogue
import MoodModel
import MusicModel
import SystemPackage

/// The mood space shipped with Orpheus for libraries too small to have one of their own.
///
/// It lies beside the manifest of the model whose embeddings it takes, under the model's name with
/// the extension `.space`, or `.cca.space` for the canonical form.
struct MoodPrior: Sendable {
  private let directories: [FilePath]

  /// Looks where `catalogue` looks for manifests.
  init(catalogue: ModelCatalogue) { directories = catalogue.manifestDirectories }

  /// The prior of `form` for analyses of `model`; nil when none is installed, or it is damaged or
  /// of another version.
  func space(for model: ModelVersion, form: MoodSpace.Form) -> MoodSpace? {
    let name = "\(model.embeddingModel)\(form == .canonical ? ".cca" : "").space"
    for directory in directories {
      let file = directory.appending(name)
      guard let bytes = Self.read(file), let space = try? MoodSpace(decoding: bytes),
        space.model.networks == model.networks, space.form == form
      else { continue }
      return space.adopted(for: model)
    }
    return nil
  }

  /// The contents of a small file; nil when it cannot be read.
  private static func read(_ file: FilePath) -> [UInt8]? {
    guard let stream = file.withPlatformString({ fopen($0, "rbe") }) else { return nil }
    defer { fclose(stream) }
    // A space of 50 components over 2,048 values is 400 kB.
    var bytes = [UInt8](repeating: 0, count: 1 << 22)
    let count = fread(&bytes, 1, bytes.count, stream)
    return count > 0 && count < bytes.count ? Array(bytes[..<count]) : nil
  }
}

extension ModelVersion {
  /// The networks without how much they heard: analyses that agree in it lie in one space.
  var networks: Substring { rawValue.prefix { $0 != "/" } }

  /// The name of the model that makes the embedding, without its version.
  fileprivate var embeddingModel: Substring {
    let first = networks.prefix { $0 != "+" }
    return first.lastIndex(of: "-").map { first[..<$0] } ?? first
  }
}
