import ControlProtocol
import ControlTransport
import SystemPackage

/// What every command that says something about tracks does: find out what the daemon knows each
/// file as, and only then say it, so that a slip in one name changes nothing.
struct TracksVerb {
  /// As given, possibly relative.
  var files: [FilePath]
  var client: ClientOptions

  /// A request holds 64 KiB; a byte of a path may take six in JSON.
  private static let bytesPerRequest = 8_000

  /// Sends what `request` makes of the files, in as many requests as it takes, and prints the sum of
  /// the replies, for people as `text` says it.
  func run<Request: ControlRequest>(
    _ request: ([TrackPath]) -> Request, text: (Int) -> String
  ) async throws where Request.Reply == SaidOfTracksReply {
    let console = Console.current
    let changed = try await client.address(console).withClient { daemon in
      var tracks: [TrackPath] = []
      for file in files {
        let names = TrackCommand.names(of: file, environment: console.environment)
        let track = try await daemon.track(names, embedding: false)
        guard let name = WirePath(text: track.path, base64: track.pathBase64) else { continue }
        tracks.append(TrackPath(name))
      }
      var changed = 0
      for part in Self.parts(of: tracks) {
        changed += try await daemon.call(request(part)).tracks
      }
      return changed
    }
    try client.output.write(
      SaidOfTracksReply(tracks: changed), to: console, text: text(changed))
  }

  /// Lists that a request each has room for.
  static func parts(of tracks: [TrackPath]) -> [[TrackPath]] {
    var parts: [[TrackPath]] = []
    var room = 0
    for track in tracks {
      let size = track.path.utf8.count + (track.pathBase64?.utf8.count ?? 0) + 40
      if size > room || parts.isEmpty {
        parts.append([])
        room = bytesPerRequest
      }
      parts[parts.count - 1].append(track)
      room -= size
    }
    return parts
  }
}
