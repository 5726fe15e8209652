import OrpheusTestSupport

@testable import ModelCatalogue

/// musicnn as its authors published it, layer after layer, with made-up weights: what the converted
/// graph has to agree with.
struct PublishedMusicnn {
  /// The arrays of a checkpoint.
  private(set) var tensors: [(name: String, shape: [Int], values: [Float])] = []
  private var graph = ONNXGraph(name: "published")
  private var random = SplitMix64(seed: 9)

  /// The published network as an ONNX file.
  let model: [UInt8]

  init() {
    // The file comes last, but a constant has to be set before the building begins.
    var builder = Self(model: [])
    builder.build()
    self = Self(model: builder.graph.serialised())
    tensors = builder.tensors
  }

  private init(model: [UInt8]) { self.model = model }

  private mutating func build() {
    let patch = graph.input("patch", shape: [1, 187, 96])
    let image = graph.reshaped(patch, [1, 1, 187, 96], named: "image")
    let normalised = norm(image, 0, [1, 1, 1])
    var fronts: [String] = []
    for (index, kernel) in [(7, 38, 204), (7, 67, 204), (128, 1, 51), (64, 1, 51), (32, 1, 51)]
      .enumerated()
    {
      let (height, width, channels) = kernel
      let convolved = convolution(
        normalised, index, height: height, width: width, inputs: 1, outputs: channels)
      let normed = norm(convolved, index + 1, [channels, 1, 1])
      fronts.append(
        graph.node(
          "ReduceMax", [normed], named: "front\(index)_maximum", ["axes": .integers([3])]))
    }
    let front = graph.node("Concat", fronts, named: "front", ["axis": .integer(1)])
    let first = middle(front, 5, inputs: 561)
    let second = graph.node("Add", [middle(first, 6, inputs: 64), first], named: "second")
    let third = graph.node("Add", [middle(second, 7, inputs: 64), second], named: "third")
    let layers = graph.node(
      "Concat", [front, first, second, third], named: "layers", ["axis": .integer(1)])
    // Maximum and mean side by side, row after row: interleaved.
    let maximum = graph.node("ReduceMax", [layers], named: "maximum", ["axes": .integers([2, 3])])
    let mean = graph.node("ReduceMean", [layers], named: "mean", ["axes": .integers([2, 3])])
    let both = graph.node("Concat", [maximum, mean], named: "both", ["axis": .integer(2)])
    let pooled = norm(graph.reshaped(both, [1, 1506], named: "pooled"), 9, [1506])
    let rectified = graph.node("Relu", [dense(pooled, 0, 1506, 200)], named: "rectified")
    let penultimate = norm(rectified, 10, [200], named: "penultimate")
    _ = graph.node("Sigmoid", [dense(penultimate, 1, 200, 50)], named: "tags")
    graph.output("penultimate", shape: [1, 200])
    graph.output("tags", shape: [1, 50])
  }

  private mutating func middle(_ input: String, _ index: Int, inputs: Int) -> String {
    norm(
      convolution(input, index, height: 7, width: 1, inputs: inputs, outputs: 64), index + 1,
      [64, 1, 1])
  }

  /// Convolution, zeros before and after in time, bias and ReLU.
  private mutating func convolution(
    _ input: String, _ index: Int, height: Int, width: Int, inputs: Int, outputs: Int
  ) -> String {
    let layer = index == 0 ? "conv2d" : "conv2d_\(index)"
    let taps = height * width * inputs
    let size = (3 / Float(taps)).squareRoot()
    // The middle layers' channels lie along the checkpoint's width.
    let shape = inputs == 1 ? [height, width, 1, outputs] : [height, inputs, 1, outputs]
    let kernel = tensor(layer + "/kernel", shape, -size...size)
    let bias = tensor(layer + "/bias", [outputs], -0.2...0.2)
    var weights = [Float](repeating: 0, count: kernel.count)
    for output in 0..<outputs {
      for row in 0..<height {
        for column in 0..<width * inputs {
          let place =
            inputs == 1
            ? (output * height + row) * width + column : (output * inputs + column) * height + row
          weights[place] = kernel[(row * width * inputs + column) * outputs + output]
        }
      }
    }
    let values = graph.constant(
      layer + "_weights", shape: [outputs, inputs, height, width], weights)
    let biases = graph.constant(layer + "_biases", shape: [outputs], bias)
    let convolved = graph.node(
      "Conv", [input, values, biases], named: layer,
      ["pads": .integers([(height - 1) / 2, 0, height / 2, 0])])
    return graph.node("Relu", [convolved], named: layer + "_rectified")
  }

  private mutating func dense(_ input: String, _ index: Int, _ inputs: Int, _ outputs: Int)
    -> String
  {
    let layer = index == 0 ? "dense" : "dense_\(index)"
    let size = (3 / Float(inputs)).squareRoot()
    let kernel = graph.constant(
      layer + "_kernel", shape: [inputs, outputs],
      tensor(layer + "/kernel", [inputs, outputs], -size...size))
    let bias = graph.constant(
      layer + "_bias", shape: [outputs], tensor(layer + "/bias", [outputs], -0.2...0.2))
    return graph.node("Gemm", [input, kernel, bias], named: layer)
  }

  /// Batch normalisation as it is defined: γ (x − µ) / √(σ² + ε) + β, with ε a thousandth.
  private mutating func norm(
    _ input: String, _ index: Int, _ shape: [Int], named output: String? = nil
  ) -> String {
    let layer = index == 0 ? "batch_normalization" : "batch_normalization_\(index)"
    let count = [shape[0]]
    // Of both signs: with a negative one the largest value becomes the smallest.
    let gamma = tensor(layer + "/gamma", count, -1...1)
    let beta = tensor(layer + "/beta", count, -0.5...0.5)
    let mean = tensor(layer + "/moving_mean", count, 0...0.5)
    let variance = tensor(layer + "/moving_variance", count, 0.2...1)
    func constant(_ name: String, _ values: [Float]) -> String {
      graph.constant("\(layer)_\(name)", shape: shape, values)
    }
    let deviation = constant("deviation", variance.map { ($0 + 1e-3).squareRoot() })
    let centred = graph.node(
      "Sub", [input, constant("mean", mean)], named: layer + "_centred")
    let scaled = graph.node("Div", [centred, deviation], named: layer + "_scaled")
    let turned = graph.node(
      "Mul", [scaled, constant("gamma", gamma)], named: layer + "_turned")
    return graph.node(
      "Add", [turned, constant("beta", beta)], named: output ?? layer + "_normed")
  }

  /// Makes up an array of the checkpoint.
  private mutating func tensor(
    _ name: String, _ shape: [Int], _ range: ClosedRange<Float>
  ) -> [Float] {
    let values = (0..<shape.reduce(1, *)).map { _ in Float.random(in: range, using: &random) }
    tensors.append((name, shape, values))
    return values
  }
}
