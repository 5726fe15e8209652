/// One factor and one addend a channel.
struct Affine {
  var scale: [Float]
  var shift: [Float]
}

extension TensorBundle {
  /// A batch normalisation with its running statistics, as one factor and addend a channel.
  func batchNorm(_ index: Int, channels: Int) throws(ModelError) -> Affine {
    let name = Self.layer("batch_normalization", index)
    let gamma = try tensor(name + "/gamma", shape: [channels]).values
    let beta = try tensor(name + "/beta", shape: [channels]).values
    let mean = try tensor(name + "/moving_mean", shape: [channels]).values
    let variance = try tensor(name + "/moving_variance", shape: [channels]).values
    var affine = Affine(scale: [], shift: [])
    for channel in 0..<channels {
      let deviation = (Double(variance[channel]) + Self.batchNormEpsilon).squareRoot()
      let scale = Double(gamma[channel]) / deviation
      affine.scale.append(Float(scale))
      affine.shift.append(Float(Double(beta[channel]) - Double(mean[channel]) * scale))
    }
    return affine
  }

  /// TensorFlow numbers layers of a kind from the second on.
  static func layer(_ kind: String, _ index: Int) -> String {
    index == 0 ? kind : "\(kind)_\(index)"
  }

  /// TensorFlow's own for layers that name none.
  private static let batchNormEpsilon = 1e-3
}
