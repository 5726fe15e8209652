/// Rebuilds the musicnn network (Pons & Serra 2019, "musicnn: pre-trained convolutional neural
/// networks for music audio tagging") as ONNX from the arrays of its TensorFlow checkpoint.
///
/// Input `patch` [1 × 187 frames × 96 mels]; outputs `penultimate` [1 × 200] and `tags`
/// [1 × 50]. One patch at a time: larger batches are slower and take five times the memory. In
/// between, every value is a plain matrix [channels × frames].
///
/// Every block of the network is convolution, bias, ReLU, batch normalisation and a maximum. The
/// last three are monotonic in each channel, so they run behind the maximum, where there is a
/// fiftieth of the values. Where a batch-norm scale is negative the maximum would have to be a
/// minimum: there the kernel is negated, and the sign undone behind the maximum.
///
/// No convolution is left as such. A runtime computes them at the processor's pace already, so only
/// fewer operations help (`MusicnnGraph+Timbre`), or sparing the memory what lies between them and
/// the maximum (`MusicnnGraph+Rhythm`). Together that halves the time of a patch and moves the
/// outputs by some 10⁻⁶.
struct MusicnnGraph {
  static let frames = 187
  static let mels = 96
  private static let penultimate = 200
  private static let tags = 50

  /// Kernels of the first layer: frames × mels × channels. Those many mels wide listen for
  /// timbre, those one mel wide and many frames long for rhythm.
  private static let frontKernels = [
    (7, 38, 204), (7, 67, 204), (128, 1, 51), (64, 1, 51), (32, 1, 51),
  ]
  private static let frontChannels = 561
  private static let middleChannels = 64
  private static let middleKernel = 7
  /// What reaches the pooling over time: the front and three middle layers.
  private static let pooledChannels = frontChannels + 3 * middleChannels

  private let checkpoint: TensorBundle
  var graph = ONNXGraph(name: "musicnn")

  /// The bytes of the network's ONNX file; always the same for the same checkpoint.
  static func model(from checkpoint: TensorBundle) throws(ModelError) -> [UInt8] {
    var builder = MusicnnGraph(checkpoint: checkpoint)
    try builder.build()
    return builder.graph.serialised()
  }

  private init(checkpoint: TensorBundle) { self.checkpoint = checkpoint }

  private mutating func build() throws(ModelError) {
    let patch = graph.input("patch", shape: [1, Self.frames, Self.mels])
    let front = try self.front(of: try normalised(patch))
    let first = try middle(front, index: 5, inputChannels: Self.frontChannels)
    let second = try residual(first, index: 6)
    let third = try residual(second, index: 7)
    let layers = graph.node(
      "Concat", [front, first, second, third], named: "layers", Self.rows)
    let embedding = try penultimate(of: layers)
    try tags(from: embedding)
    graph.output("penultimate", shape: [1, Self.penultimate])
    graph.output("tags", shape: [1, Self.tags])
  }

  /// Puts matrices below each other.
  static let rows: KeyValuePairs<String, ONNXGraph.Attribute> = ["axis": .integer(0)]

  /// The patch, normalised as a whole: [frames × mels].
  private mutating func normalised(_ patch: String) throws(ModelError) -> String {
    let image = graph.reshaped(patch, [Self.frames, Self.mels], named: "image")
    return scaled(image, by: try batchNorm(0, channels: 1), named: "normalised")
  }

  /// Five convolutions over the whole mel axis, each channel's maximum: [561 × frames].
  private mutating func front(of image: String) throws(ModelError) -> String {
    var timbral: [FrontKernel] = []
    var rhythmic: [FrontKernel] = []
    var signs: [Float] = []
    var biases: [Float] = []
    var affine = Affine(scale: [], shift: [])
    for (index, (height, width, channels)) in Self.frontKernels.enumerated() {
      let norm = try batchNorm(index + 1, channels: channels)
      let layerSigns = norm.scale.map { $0 < 0 ? Float(-1) : 1 }
      let values = try tensor(
        Self.layer("conv2d", index) + "/kernel", [height, width, 1, channels])
      let kernel = FrontKernel(
        name: "front\(index)", frames: height, mels: width, channels: channels,
        values: values.indices.map { values[$0] * layerSigns[$0 % channels] })
      if width > 1 { timbral.append(kernel) } else { rhythmic.append(kernel) }
      signs += layerSigns
      biases += try bias("conv2d", index, channels)
      affine.scale += norm.scale
      affine.shift += norm.shift
    }
    let maxima = timbre(of: image, timbral) + rhythm(of: image, rhythmic)
    let joined = graph.node("Concat", maxima, named: "front", Self.rows)
    let signed = scaled(joined, by: Affine(scale: signs, shift: biases), named: "front_biased")
    let rectified = graph.node("Relu", [signed], named: "front_rectified")
    return scaled(rectified, by: affine, named: "front_normalised")
  }

  /// A convolution over seven frames of all channels: [64 × frames].
  ///
  /// One product gives what each of the seven taps makes of each frame; shifted by a frame each,
  /// they are added up. A convolution would first copy its whole input seven times.
  private mutating func middle(
    _ input: String, index: Int, inputChannels: Int
  ) throws(ModelError) -> String {
    let (channels, taps) = (Self.middleChannels, Self.middleKernel)
    let name = "middle\(index)"
    // The checkpoint calls the channels of the layer below the width of an image.
    let kernel = try tensor(
      Self.layer("conv2d", index) + "/kernel", [taps, inputChannels, 1, channels])
    let weights = graph.constant(
      name + "_kernel", shape: [taps * channels, inputChannels],
      Self.permuted(kernel, [taps, inputChannels, channels], [0, 2, 1]))
    let products = graph.node("MatMul", [weights, input], named: name + "_products")
    let padded = graph.padded(
      products, columns: taps / 2, taps / 2, named: name + "_padded")
    var shifted: [String] = []
    for tap in 0..<taps {
      shifted.append(
        graph.slice(
          padded, rows: tap * channels..<(tap + 1) * channels, columns: tap..<tap + Self.frames,
          named: "\(name)_tap\(tap)"))
    }
    let convolved = graph.node("Sum", shifted, named: name + "_sum")
    let bias = graph.constant(
      name + "_bias", shape: [channels, 1], try self.bias("conv2d", index, channels))
    let biased = graph.node("Add", [convolved, bias], named: name)
    let rectified = graph.node("Relu", [biased], named: name + "_rectified")
    let norm = try batchNorm(index + 1, channels: channels)
    return scaled(rectified, by: norm, named: name + "_normalised")
  }

  /// A middle layer added to its own input.
  private mutating func residual(_ input: String, index: Int) throws(ModelError) -> String {
    let layer = try middle(input, index: index, inputChannels: Self.middleChannels)
    return graph.node("Add", [layer, input], named: "middle\(index)_residual")
  }

  /// Maximum and mean over time through the first dense layer: [1 × 200].
  private mutating func penultimate(of layers: String) throws(ModelError) -> String {
    let overTime: KeyValuePairs<String, ONNXGraph.Attribute> = [
      "axes": .integers([1]), "keepdims": .integer(0),
    ]
    let maximum = graph.node("ReduceMax", [layers], named: "maximum", overTime)
    let mean = graph.node("ReduceMean", [layers], named: "mean", overTime)
    let joined = graph.node("Concat", [maximum, mean], named: "maximum_and_mean", Self.rows)
    let pooled = graph.reshaped(joined, [1, 2 * Self.pooledChannels], named: "pooled")

    // The network interleaves max0, mean0, max1, …: the rows of the kernel move instead of the
    // values. Its batch normalisation, with nothing but the kernel behind it, is folded in.
    let outputs = Self.penultimate
    let inputs = 2 * Self.pooledChannels
    let norm = try batchNorm(9, channels: inputs)
    let kernel = try tensor("dense/kernel", [inputs, outputs])
    var biases = try bias("dense", 0, outputs).map(Double.init)
    var weights: [Float] = []
    weights.reserveCapacity(inputs * outputs)
    for input in Array(stride(from: 0, to: inputs, by: 2)) + stride(from: 1, to: inputs, by: 2) {
      for output in 0..<outputs {
        let weight = kernel[input * outputs + output]
        weights.append(weight * norm.scale[input])
        biases[output] += Double(weight) * Double(norm.shift[input])
      }
    }
    let dense = graph.node(
      "Gemm",
      [
        pooled, graph.constant("dense_kernel", shape: [inputs, outputs], weights),
        graph.constant("dense_bias", shape: [outputs], biases.map(Float.init)),
      ], named: "dense")
    let rectified = graph.node("Relu", [dense], named: "dense_rectified")
    let last = try batchNorm(10, channels: outputs)
    return scaled(rectified, by: last, named: "penultimate", trailing: 0)
  }

  /// The probability of each tag: [1 × 50].
  private mutating func tags(from embedding: String) throws(ModelError) {
    let kernel = try tensor("dense_1/kernel", [Self.penultimate, Self.tags])
    let weights = graph.constant("tags_kernel", shape: [Self.penultimate, Self.tags], kernel)
    let biases = graph.constant(
      "tags_bias", shape: [Self.tags], try bias("dense", 1, Self.tags))
    let logits = graph.node("Gemm", [embedding, weights, biases], named: "logits")
    _ = graph.node("Sigmoid", [logits], named: "tags")
  }
}

// MARK: - Reading the checkpoint

extension MusicnnGraph {
  /// Multiplies and adds channel by channel, `trailing` dimensions behind the channel's.
  private mutating func scaled(
    _ input: String, by affine: Affine, named name: String, trailing: Int = 1
  ) -> String {
    let shape = [affine.scale.count] + Array(repeating: 1, count: trailing)
    let scale = graph.constant(name + "_scale", shape: shape, affine.scale)
    let shift = graph.constant(name + "_shift", shape: shape, affine.shift)
    let product = graph.node("Mul", [input, scale], named: name + "_product")
    return graph.node("Add", [product, shift], named: name)
  }

  private func batchNorm(_ index: Int, channels: Int) throws(ModelError) -> Affine {
    try checkpoint.batchNorm(index, channels: channels)
  }

  private func bias(_ kind: String, _ index: Int, _ count: Int) throws(ModelError) -> [Float] {
    try tensor(Self.layer(kind, index) + "/bias", [count])
  }

  private func tensor(_ name: String, _ shape: [Int]) throws(ModelError) -> [Float] {
    try checkpoint.tensor(name, shape: shape).values
  }

  private static func layer(_ kind: String, _ index: Int) -> String {
    TensorBundle.layer(kind, index)
  }

  /// `values` [shape₀ × shape₁ × shape₂] with its axes in the order of `axes`.
  private static func permuted(_ values: [Float], _ shape: [Int], _ axes: [Int]) -> [Float] {
    let strides = [shape[1] * shape[2], shape[2], 1]
    var result: [Float] = []
    result.reserveCapacity(values.count)
    for first in 0..<shape[axes[0]] {
      for second in 0..<shape[axes[1]] {
        let start = first * strides[axes[0]] + second * strides[axes[1]]
        for third in 0..<shape[axes[2]] {
          result.append(values[start + third * strides[axes[2]]])
        }
      }
    }
    return result
  }
}
