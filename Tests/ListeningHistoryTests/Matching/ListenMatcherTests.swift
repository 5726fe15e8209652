import ListeningHistory
import MusicModel
import Testing

@Suite("The ladder of evidence from a listen to a track")
struct ListenMatcherTests {
  private static func track(
    _ id: Int64, _ artist: String?, _ title: String?, album: String? = nil,
    albumArtist: String? = nil, seconds: Double? = nil
  ) -> MatchCandidate {
    MatchCandidate(
      track: TrackID(rawValue: id), artist: artist, albumArtist: albumArtist, title: title,
      album: album, seconds: seconds)
  }

  private static func heard(
    _ artist: String?, _ title: String?, album: String? = nil, albumArtist: String? = nil,
    seconds: Double? = nil
  ) -> HeardRecording {
    var heard = HeardRecording()
    heard.artist = artist
    heard.title = title
    heard.album = album
    heard.albumArtist = albumArtist
    heard.seconds = seconds
    return heard
  }

  private func found(
    _ heard: HeardRecording, among tracks: [MatchCandidate]
  ) throws -> ListenMatch? {
    try ListenMatcher().match(heard, in: MemoryCatalogue(tracks))
  }

  @Test("path comes before identifier, identifier before code, code before names")
  func ladder() throws {
    let tracks = (1...4).map { Self.track($0, "Artist \($0)", "Song") }
    let catalogue = MemoryCatalogue(
      tracks, paths: ["a/b.ogg": TrackID(rawValue: 1)],
      recordings: [TrackID(rawValue: 2): "0b0c"], codes: [TrackID(rawValue: 3): "GBAAA0000001"])
    var heard = Self.heard("Artist 4", "Song")
    var found: [ListenMatch?] = [try ListenMatcher().match(heard, in: catalogue)]
    heard.isrc = "GBAAA0000001"
    found.append(try ListenMatcher().match(heard, in: catalogue))
    heard.musicBrainzRecordingID = "0b0c"
    found.append(try ListenMatcher().match(heard, in: catalogue))
    heard.relativePath = "a/b.ogg"
    found.append(try ListenMatcher().match(heard, in: catalogue))
    #expect(found.map { $0?.kind } == [.tags, .isrc, .musicBrainz, .path])
    #expect(found.map { $0?.track.rawValue } == [4, 3, 2, 1])
    #expect(found.allSatisfy { $0?.score == 1 })
  }

  @Test("evidence that finds nothing gives way to the next")
  func fallsThrough() throws {
    var heard = Self.heard("Moby", "Porcelain")
    heard.relativePath = "gone.ogg"
    heard.musicBrainzRecordingID = "unheard-of"
    heard.isrc = "XX"
    #expect(try found(heard, among: [Self.track(1, "Moby", "Porcelain")])?.kind == .tags)
  }

  @Test("of several copies the one on the same album, then of the same length, then the first")
  func copies() throws {
    let copies = [
      Self.track(1, "Moby", "Porcelain", album: "Hits", seconds: 240),
      Self.track(2, "Moby", "Porcelain", album: "Play", seconds: 241),
      Self.track(3, "Moby", "Porcelain", album: "Play (Deluxe Edition)", seconds: 215),
      Self.track(4, "Moby", "Porcelain - Remastered", album: nil, seconds: nil),
    ]
    for (album, seconds, answer) in [
      ("Play", nil, 2), ("Hits", 215, 1), (nil, 214, 3), (nil, nil, 1), ("Other", 300, 1),
    ] as [(String?, Double?, Int64)] {
      let heard = Self.heard("Moby", "Porcelain", album: album, seconds: seconds)
      #expect(try found(heard, among: copies)?.track.rawValue == answer)
      #expect(try found(heard, among: copies.reversed())?.track.rawValue == answer)
    }
    let slip = Self.heard("Mobby", "Porcelian", album: "Hits")
    let match = try #require(try found(slip, among: copies))
    #expect(match.track.rawValue == 1)
    #expect(match.kind == .fuzzy)
    #expect(match.score > 0.7 && match.score < 1)
  }

  @Test("another version is no match, by album either", arguments: [nil, "Play"])
  func versions(album: String?) throws {
    let live = Self.track(1, "Moby", "Porcelain", album: "Live at Leeds")
    let studio = Self.track(2, "Moby", "Porcelain", album: "Play")
    let heard = Self.heard("Moby", "Porcelain", album: album)
    #expect(try found(heard, among: [live]) == nil)
    #expect(try found(heard, among: [live, studio])?.track.rawValue == 2)
    let heardLive = Self.heard("Moby", "Porcelain (Live)", album: album)
    #expect(try found(heardLive, among: [studio]) == nil)
    #expect(try found(heardLive, among: [live, studio])?.track.rawValue == 1)
    let bothLive = Self.heard("Moby", "Porcelain", album: "Live at Leeds")
    #expect(try found(bothLive, among: [live, studio])?.track.rawValue == 1)
  }

  @Test("two titles about equally like the one heard are a doubt, and no match")
  func doubt() throws {
    let tracks = [
      Self.track(1, "Moby", "Everlovingest"), Self.track(2, "Moby", "Everlovingesh"),
    ]
    #expect(try found(Self.heard("Moby", "Everlovinges"), among: tracks) == nil)
    #expect(try found(Self.heard("Moby", "Everlovinges"), among: [tracks[0]])?.kind == .fuzzy)
  }

  @Test("a length that cannot be the same recording's refuses a similar name, not an equal one")
  func length() throws {
    let track = Self.track(1, "Moby", "Porcelain", seconds: 240)
    for (title, seconds, isFound) in [
      ("Porcelian", 240, true), ("Porcelian", 190, false), ("Porcelian", 215, true),
      ("Porcelain", 100, true), ("Porcelian", nil, true),
    ] as [(String, Double?, Bool)] {
      let heard = Self.heard("Moby", title, seconds: seconds)
      #expect(try (found(heard, among: [track]) != nil) == isFound)
    }
    let short = Self.track(2, "Moby", "Interval Signal", seconds: 20)
    #expect(try found(Self.heard("Moby", "Intervall Signal", seconds: 30), among: [short]) != nil)
  }

  @Test("the album's artist stands for the artist, on both sides")
  func albumArtists() throws {
    let compiled = Self.track(1, "DJ Shadow", "Midnight", album: "Mix", albumArtist: "Solid Steel")
    #expect(try found(Self.heard("Solid Steel", "Midnight"), among: [compiled])?.kind == .fuzzy)
    let heard = Self.heard("Someone", "Midnight", albumArtist: "DJ Shadow")
    #expect(try found(heard, among: [compiled])?.kind == .tags)
  }

  @Test("various artists stand for anyone on that album, and for nobody without one")
  func variousArtists() throws {
    let track = Self.track(
      1, "Moby", "Porcelain", album: "The Beach", albumArtist: "Various Artists")
    let heard = Self.heard("Various Artists", "Porcelain", album: "The Beach")
    #expect(try found(heard, among: [track])?.kind == .fuzzy)
    for album in [nil, "The Hill"] {
      #expect(
        try found(Self.heard("Various Artists", "Porcelain", album: album), among: [track]) == nil)
    }
    let cover = Self.track(2, "Others", "Porcelain", album: "The Beach")
    #expect(try found(heard, among: [track, cover]) == nil)
  }

  @Test("names that are missing match nothing, though the tracks' be missing too")
  func missing() throws {
    let tracks = [
      Self.track(1, nil, nil), Self.track(2, "Moby", nil), Self.track(3, nil, "Porcelain"),
      Self.track(4, "<Unknown>", "Track 1"), Self.track(5, "Moby", "Porcelain"),
    ]
    for (artist, title) in [
      (nil, nil), ("Moby", nil), (nil, "Porcelain"), ("", "Porcelain"), ("<Unknown>", "Track 1"),
    ] as [(String?, String?)] {
      #expect(try found(Self.heard(artist, title), among: tracks) == nil)
    }
  }

  @Test("few look-ups are made")
  func lookUps() throws {
    let catalogue = MemoryCatalogue([Self.track(1, "Moby", "Porcelain")])
    let heard = Self.heard("Nobody", "Nothing Remix", album: "None", albumArtist: "No One")
    #expect(try ListenMatcher().match(heard, in: catalogue) == nil)
    #expect(catalogue.lookUps.exact == 4)
    #expect(catalogue.lookUps.sharing == 1)
  }
}
