/// An ONNX model under construction; writes the smallest file that says it.
///
/// Field numbers are those of `onnx.proto`. The same calls always give the same bytes.
struct ONNXGraph {
  /// An attribute of a node.
  enum Attribute {
    case integer(Int)
    case integers([Int])
  }

  private let name: String
  private var nodes: [ProtobufWriter] = []
  private var constants: [ProtobufWriter] = []
  private var integerConstants: Set<String> = []
  private var inputs: [ProtobufWriter] = []
  private var outputs: [ProtobufWriter] = []

  /// Operator set 13 and file format 7, which every ONNX Runtime since 1.8 reads.
  private static let operatorSet = 13
  private static let formatVersion = 7
  private static let floatType = 1
  private static let integerType = 7

  /// Starts an empty graph.
  init(name: String) { self.name = name }

  /// Declares an input of floats and returns its name.
  mutating func input(_ name: String, shape: [Int]) -> String {
    inputs.append(Self.valueInfo(name, shape: shape))
    return name
  }

  /// Declares the value `name` as an output.
  mutating func output(_ name: String, shape: [Int]) {
    outputs.append(Self.valueInfo(name, shape: shape))
  }

  /// Adds floats that are part of the model and returns their name.
  mutating func constant(_ name: String, shape: [Int], _ values: [Float]) -> String {
    precondition(values.count == shape.reduce(1, *), "\(name) does not fill its shape")
    add(constant: name, type: Self.floatType, shape: shape, bytes: Self.bytes(of: values))
    return name
  }

  /// Adds integers, as shapes are, that are part of the model and returns their name; a name that
  /// is there already stays as it is.
  mutating func constant(_ name: String, _ values: [Int64]) -> String {
    guard integerConstants.insert(name).inserted else { return name }
    let bytes = values.flatMap { value in withUnsafeBytes(of: value.littleEndian) { Array($0) } }
    add(constant: name, type: Self.integerType, shape: [values.count], bytes: bytes)
    return name
  }

  /// Adds an operation and returns the name of its one output.
  mutating func node(
    _ operation: String, _ inputs: [String], named output: String,
    _ attributes: KeyValuePairs<String, Attribute> = [:]
  ) -> String {
    add(operation, inputs, [output], attributes)
    return output
  }

  /// Adds an operation that has several outputs.
  mutating func add(
    _ operation: String, _ inputs: [String], _ outputs: [String],
    _ attributes: KeyValuePairs<String, Attribute>
  ) {
    var node = ProtobufWriter()
    for input in inputs { node.string(1, input) }
    for output in outputs { node.string(2, output) }
    node.string(3, outputs[0])
    node.string(4, operation)
    for (key, attribute) in attributes {
      node.message(5) { writer in
        writer.string(1, key)
        switch attribute {
        case .integer(let value):
          writer.integer(3, value)
          writer.integer(20, 2)
        case .integers(let values):
          for value in values { writer.integer(8, value) }
          writer.integer(20, 7)
        }
      }
    }
    nodes.append(node)
  }

  /// The bytes of the model's file.
  func serialised() -> [UInt8] {
    var model = ProtobufWriter()
    model.integer(1, Self.formatVersion)
    model.string(2, "orpheus")
    model.message(8) { opset in
      opset.string(1, "")
      opset.integer(2, Self.operatorSet)
    }
    model.message(7) { graph in
      for node in nodes { graph.bytes(1, node.bytes) }
      graph.string(2, name)
      for constant in constants { graph.bytes(5, constant.bytes) }
      for input in inputs { graph.bytes(11, input.bytes) }
      for output in outputs { graph.bytes(12, output.bytes) }
    }
    return model.bytes
  }

  /// A fragment that, appended to a model's file, makes its float value `name` one more output.
  ///
  /// Protocol buffers merge repeated messages: a second `graph` field adds to the first.
  static func outputFragment(_ name: String) -> [UInt8] {
    var model = ProtobufWriter()
    model.message(7) { graph in
      graph.message(12) { info in
        info.string(1, name)
        info.message(2) { $0.message(1) { $0.integer(1, floatType) } }
      }
    }
    return model.bytes
  }

  private mutating func add(constant name: String, type: Int, shape: [Int], bytes: [UInt8]) {
    var tensor = ProtobufWriter()
    tensor.packed(1, shape)
    tensor.integer(2, type)
    tensor.string(8, name)
    tensor.bytes(9, bytes)
    constants.append(tensor)
  }

  private static func valueInfo(_ name: String, shape: [Int]) -> ProtobufWriter {
    var info = ProtobufWriter()
    info.string(1, name)
    info.message(2) { type in
      type.message(1) { tensor in
        tensor.integer(1, floatType)
        tensor.message(2) { dimensions in
          for size in shape { dimensions.message(1) { $0.integer(1, size) } }
        }
      }
    }
    return info
  }

  private static func bytes(of values: [Float]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * values.count)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }
}
