/// `Retry(path) -> …`: tries files again that failed or are quarantined.
package struct RetryRequest: ControlRequest {
  package typealias Reply = RetryReply
  package static let method = "Retry"

  /// The file or folder as text; nil for everything.
  package var path: String?
  /// The path as bytes, where the text cannot hold them; see ``WirePath``.
  package var pathBase64: String?

  /// Asks about the file at `path` or the files below it, or about all of them.
  package init(path: WirePath? = nil) {
    self.path = path?.text
    self.pathBase64 = path?.base64
  }

  enum CodingKeys: String, CodingKey {
    case path
    case pathBase64 = "path_b64"
  }
}

/// What `Retry` answers.
package struct RetryReply: Codable, Sendable, Hashable {
  /// How many tracks wait for analysis again.
  package var tracks: Int

  /// Wraps the number.
  package init(tracks: Int) { self.tracks = tracks }
}
