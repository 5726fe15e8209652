import Foundation
import Inference
import ModelCatalogue
import MusicModel
import SignalProcessing
package import WorkerProtocol

extension AnalysisPipeline {
  /// Runs the network that embeds on a rising tone over noise, a few patches of it.
  ///
  /// A model that gives numbers for this, of the sizes that its manifest says, gives them for music.
  package func rehearse() throws(AnalysisError) -> ModelRehearsal {
    guard let patchMaker else {
      throw .unavailable("\(networks.version) is no model that a listener adds")
    }
    let samples = Self.sound(count: 3 * patchMaker.patchSamples, sampleRate: patchMaker.sampleRate)
    var pooled = Pooling()
    let patches = patchMaker.patches(of: samples).count
    let start = ContinuousClock.now
    try embed(samples, into: &pooled)
    let duration = ContinuousClock.now - start
    guard let affect = Affect(values: [Float](repeating: 0.5, count: Affect.names.count)) else {
      throw .unavailable("no affect values")
    }
    pooled.add(VibeNetModel.Output(affect: affect, embedding: []))
    let analysis = try pooled.analysis(seconds: 0, Measurements(), networks)
    return ModelRehearsal(
      model: analysis.model, dimensions: analysis.embedding.values.count,
      tags: analysis.tags.count,
      patchSeconds: Double(patchMaker.patchSamples) / patchMaker.sampleRate,
      secondsAPatch: duration / .seconds(1) / Double(patches))
  }

  private static func sound(count: Int, sampleRate: Double) -> [Float] {
    var state: UInt32 = 1
    return (0..<count).map { index in
      state = state &* 1_664_525 &+ 1_013_904_223
      let noise = Double(Int32(bitPattern: state)) / 2_147_483_648
      let time = Double(index) / sampleRate
      return Float(0.3 * sin(2 * .pi * (220 + 200 * time) * time) + 0.05 * noise)
    }
  }
}
