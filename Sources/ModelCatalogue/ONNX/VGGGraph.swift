/// What a VGG network that comes with musicnn was trained on: the poolings go by it.
package enum VGGTraining: Hashable, Sendable {
  case magnaTagATune
  case millionSong
}

/// Rebuilds the VGG network that comes with musicnn (Pons & Serra 2019) as ONNX from the arrays of
/// its TensorFlow checkpoint.
///
/// Input `patch` [1 × 187 frames × 96 mels]; outputs `pool5` [1 × 256], which is the last pooling
/// [2 steps of time × 128 channels] row by row, and `tags` [1 × 50].
///
/// Five blocks of convolution, bias, ReLU, batch normalisation and maximum. With scale s and shift b
/// of the normalisation in kernel and bias, a convolution gives y = s·x + b where x is its value as
/// published, and ReLU and normalisation together are max(y, b), or min(y, b) where s is
/// negative. Both are monotonic, so they run behind the maximum, where there is a quarter of the
/// values. That is exact at the edges too, where the next convolution sees zeros.
///
/// The normalisation of the input is left as it is: in the kernel behind it, its shift would reach
/// into the zeros around the patch.
struct VGGGraph {
  private static let frames = 187
  private static let mels = 96
  private static let channels = 128
  private static let kernel = 3
  private static let embedding = 256
  private static let tags = 50

  /// The window of a maximum and its steps: frames × mels. What does not fill a window is left out.
  private struct Pooling {
    var window: [Int]
    var stride: [Int]
  }

  private let checkpoint: TensorBundle
  private var graph = ONNXGraph(name: "vgg")

  /// The bytes of the network's ONNX file; always the same for the same checkpoint.
  static func model(
    from checkpoint: TensorBundle, _ training: VGGTraining
  ) throws(ModelError) -> [UInt8] {
    var builder = VGGGraph(checkpoint: checkpoint)
    try builder.build(poolings(training))
    return builder.graph.serialised()
  }

  private init(checkpoint: TensorBundle) { self.checkpoint = checkpoint }

  /// As the graphs say that were saved beside the weights.
  ///
  /// The package builds MagnaTagATune's for both. The other fits the Million Song Dataset's weights
  /// as well, for the last pooling has the same size, but is not what they were trained in.
  private static func poolings(_ training: VGGTraining) -> [Pooling] {
    let first =
      switch training {
      case .magnaTagATune:
        [Pooling(window: [4, 1], stride: [2, 2]), Pooling(window: [2, 2], stride: [2, 2])]
      case .millionSong:
        [Pooling(window: [4, 1], stride: [4, 1]), Pooling(window: [1, 4], stride: [1, 4])]
      }
    return first + [
      Pooling(window: [2, 2], stride: [2, 2]), Pooling(window: [2, 2], stride: [2, 2]),
      Pooling(window: [4, 4], stride: [4, 4]),
    ]
  }

  private mutating func build(_ poolings: [Pooling]) throws(ModelError) {
    let patch = graph.input("patch", shape: [1, Self.frames, Self.mels])
    var value = try normalised(patch)
    for (index, pooling) in poolings.enumerated() {
      value = try block(value, index: index + 1, pooling)
    }
    // TensorFlow keeps channels last, and the dense layer expects them so.
    let channelsLast = graph.node(
      "Transpose", [value], named: "channels_last", ["perm": .integers([0, 2, 3, 1])])
    let embedding = graph.reshaped(channelsLast, [1, Self.embedding], named: "pool5")
    try tags(from: embedding)
    graph.output("pool5", shape: [1, Self.embedding])
    graph.output("tags", shape: [1, Self.tags])
  }

  /// The patch as an image of one channel, normalised as a whole: [1 × 1 × frames × mels].
  private mutating func normalised(_ patch: String) throws(ModelError) -> String {
    let norm = try checkpoint.batchNorm(0, channels: 1)
    let image = graph.reshaped(patch, [1, 1, Self.frames, Self.mels], named: "image")
    let scale = graph.constant("image_scale", shape: [1], norm.scale)
    let shift = graph.constant("image_shift", shape: [1], norm.shift)
    let scaled = graph.node("Mul", [image, scale], named: "image_scaled")
    return graph.node("Add", [scaled, shift], named: "image_normalised")
  }

  /// Convolution, maximum, and what is left of ReLU and normalisation.
  private mutating func block(
    _ input: String, index: Int, _ pooling: Pooling
  ) throws(ModelError) -> String {
    let name = "block\(index)"
    let channels = Self.channels
    let inputChannels = index == 1 ? 1 : channels
    let norm = try checkpoint.batchNorm(index, channels: channels)
    let weights = try checkpoint.tensor(
      "\(index)CNN/kernel", shape: [Self.kernel, Self.kernel, inputChannels, channels])
    let bias = try checkpoint.tensor("\(index)CNN/bias", shape: [channels]).values

    let kernel = graph.constant(
      name + "_kernel", shape: [channels, inputChannels, Self.kernel, Self.kernel],
      Self.scaled(weights, by: norm.scale))
    let biases = graph.constant(
      name + "_bias", shape: [channels],
      bias.indices.map {
        Float(Double(bias[$0]) * Double(norm.scale[$0]) + Double(norm.shift[$0]))
      })
    let convolved = graph.node(
      "Conv", [input, kernel, biases], named: name + "_convolved",
      ["pads": .integers([1, 1, 1, 1])])
    let maximum = graph.node(
      "MaxPool", [convolved], named: name + "_maximum",
      ["kernel_shape": .integers(pooling.window), "strides": .integers(pooling.stride)])
    return bounded(maximum, by: norm, named: name)
  }

  /// max(y, b) in channels of positive scale, min(y, b) in the others; a bound that is not meant is
  /// out of reach.
  private mutating func bounded(_ value: String, by norm: Affine, named name: String) -> String {
    let farthest = Float.greatestFiniteMagnitude
    let channels = zip(norm.scale, norm.shift)
    let shape = [Self.channels, 1, 1]
    let lower = graph.constant(
      name + "_lower", shape: shape, channels.map { $0 < 0 ? -farthest : $1 })
    let upper = graph.constant(
      name + "_upper", shape: shape, channels.map { $0 < 0 ? $1 : farthest })
    let raised = graph.node("Max", [value, lower], named: name + "_raised")
    return graph.node("Min", [raised, upper], named: name)
  }

  /// The probability of each tag: [1 × 50].
  private mutating func tags(from embedding: String) throws(ModelError) {
    let shape = [Self.embedding, Self.tags]
    let weights = graph.constant(
      "tags_kernel", shape: shape, try checkpoint.tensor("dense/kernel", shape: shape).values)
    let biases = graph.constant(
      "tags_bias", shape: [Self.tags],
      try checkpoint.tensor("dense/bias", shape: [Self.tags]).values)
    let logits = graph.node("Gemm", [embedding, weights, biases], named: "logits")
    _ = graph.node("Sigmoid", [logits], named: "tags")
  }

  /// A kernel [height × width × inputs × outputs] as [outputs × inputs × height × width], each
  /// output multiplied by its own factor.
  private static func scaled(_ kernel: TensorBundle.Tensor, by factors: [Float]) -> [Float] {
    let outputs = factors.count
    let inputs = kernel.shape[2]
    let taps = kernel.shape[0] * kernel.shape[1]
    var values: [Float] = []
    values.reserveCapacity(kernel.values.count)
    for output in 0..<outputs {
      for input in 0..<inputs {
        for tap in 0..<taps {
          values.append(kernel.values[(tap * inputs + input) * outputs + output] * factors[output])
        }
      }
    }
    return values
  }
}
