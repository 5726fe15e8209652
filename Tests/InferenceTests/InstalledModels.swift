import Foundation
import Inference
import ModelCatalogue
import SystemPackage
import Testing

/// The models of this machine; a machine without them fails the tests rather than skipping them.
enum InstalledModels {
  private struct NotInstalled: Error, CustomStringConvertible {
    let description = "models are not installed: run make models"
  }

  static let catalogue = ModelCatalogue(
    environment: ProcessInfo.processInfo.environment, program: FilePath(#filePath))

  static func runtime() throws -> ONNXRuntime {
    guard let candidates = try? catalogue.runtimeLibraries(), !candidates.isEmpty else {
      throw NotInstalled()
    }
    return try ONNXRuntime(candidates: candidates)
  }

  static func model(_ name: String) throws -> InstalledModel {
    let model = try catalogue.installed(named: name)
    guard model.state == .ready else { throw NotInstalled() }
    return model
  }
}

/// Inputs and outputs of the two networks, evaluated independently.
struct NetworkReference: Decodable {
  struct Musicnn: Decodable {
    var tags: [Float]
    var penultimate: [Float]
  }

  struct VibeNet: Decodable {
    var out: [Float]
    var pooled_first8: [Float]
  }

  var musicnn: Musicnn
  var vibenet: VibeNet

  static func load() throws -> NetworkReference {
    let url = try #require(
      Bundle.module.url(forResource: "networks", withExtension: "json", subdirectory: "Resources"))
    return try JSONDecoder().decode(Self.self, from: Data(contentsOf: url))
  }

  /// X[t, b] = max(0, 1.5 + 1.2 sin(0.13 t + 0.31 b) + 0.4 cos(0.057 t (1 + b/96))).
  static let patch: [Float] = (0..<187).flatMap { frame in
    (0..<96).map { band in
      let t = Double(frame)
      let b = Double(band)
      return Float(
        max(0, 1.5 + 1.2 * sin(0.13 * t + 0.31 * b) + 0.4 * cos(0.057 * t * (1 + b / 96))))
    }
  }

  /// Y[m, t] = −40 + 25 sin(0.021 t + 0.17 m) + 10 cos(0.0031 t (1 + m/128)).
  static let spectrogram: [Float] = (0..<128).flatMap { band in
    (0..<1500).map { frame in
      let t = Double(frame)
      let m = Double(band)
      return Float(-40 + 25 * sin(0.021 * t + 0.17 * m) + 10 * cos(0.0031 * t * (1 + m / 128)))
    }
  }
}

/// The largest difference between two lists of the same length; infinite for other lengths.
func largestDifference(_ one: [Float], _ other: [Float]) -> Float {
  one.count == other.count ? zip(one, other).map { abs($0 - $1) }.max() ?? 0 : .infinity
}
