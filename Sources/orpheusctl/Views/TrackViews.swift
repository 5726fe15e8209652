import ControlProtocol
import MusicModel
import SystemPackage

/// `orpheusctl tracks` for people: one line a track.
struct TracksView {
  var tracks: [TrackInfo]
  /// True when the listing is of tracks in trouble, whose reasons matter more than their moods.
  var showsReasons: Bool

  /// The table, or a sentence when there is nothing to list.
  func render(for terminal: Terminal) -> String {
    guard !tracks.isEmpty else { return "no such tracks\n" }
    return (showsReasons ? reasons() : music()).render(for: terminal)
  }

  private func music() -> TextTable {
    var table = TextTable(columns: [
      .init("ARTIST", minimum: 10), .init("TITLE", minimum: 12), .init("LENGTH", .right),
      .init("MOOD", minimum: 10), .init("FILE", minimum: 16, keeping: .end),
    ])
    table.rows = tracks.map { track in
      [
        StyledText(track.artist ?? "—"), StyledText(track.displayTitle, .bold),
        StyledText(Quantity.duration(track.seconds)),
        track.mood.map { StyledText($0.slug, .accent) } ?? StyledText(track.state, .dim),
        StyledText(track.path, .dim),
      ]
    }
    return table
  }

  private func reasons() -> TextTable {
    var table = TextTable(columns: [
      .init("STATE"), .init("REASON", minimum: 20), .init("FILE", minimum: 20, keeping: .end),
    ])
    table.rows = tracks.map { track in
      [StyledText(track.state, .warning), StyledText(track.reason ?? "—"), StyledText(track.path)]
    }
    return table
  }
}

/// `orpheusctl track` for people: everything about one track.
struct TrackView {
  var track: TrackInfo
  /// Also the spectrum, number by number.
  var showsSpectrum = false

  /// The words shown of a vocabulary of fifty.
  private static let tagCount = 8

  /// The whole text.
  func render(for terminal: Terminal) -> String {
    var table = TextTable(columns: [.init(""), .init("", minimum: 20, keeping: .end)])
    func add(_ name: String, _ value: String?, _ style: TextStyle = .plain) {
      guard let value else { return }
      table.rows.append([StyledText(name, .dim), StyledText(value, style)])
    }
    add("artist", track.artist)
    add("album", track.album)
    add("length", track.seconds.map { Quantity.duration($0) })
    add("file", track.path)
    add("state", track.state, track.state == TrackState.analysed.rawValue ? .good : .warning)
    add("reason", track.reason)
    add("copy of", track.copyOf)
    add(
      "mood",
      track.mood.map { mood in
        let firmness =
          track.pinned == nil
          ? "confidence \(Quantity.decimal(mood.confidence, places: 2))" : "pinned"
        return "\(mood.name) (\(mood.slug)), \(firmness)"
      } ?? track.pinned.map { "\($0), pinned" })
    add(
      "excluded",
      track.excludedFromAll == true
        ? "from all moods" : track.excluded.map { "from " + $0.joined(separator: ", ") })
    add("valence", coordinate(track.valence, relative: track.relativeValence))
    add("arousal", coordinate(track.arousal, relative: track.relativeArousal))
    add("loudness", loudness)
    add("key", track.sound?.key)
    add("tempo", track.sound?.tempo.map { Quantity.decimal($0, places: 0) + " BPM" })
    add("onsets", track.sound.map { Quantity.decimal($0.onsets, places: 1) + " a second" })
    add("tags", tags)
    add("model", track.model)
    var text = TextStyle.bold.apply(to: track.displayTitle.printable, on: terminal) + "\n"
    text += table.render(for: terminal)
    if let affect = track.affect, !affect.isEmpty { text += "\n" + bars(affect, terminal) }
    if showsSpectrum {
      text +=
        "\n"
        + (track.sound?.spectrum.map { Self.table($0).render(for: terminal) }
          ?? "no spectrum was measured of it\n")
    }
    if let embedding = track.embedding {
      let values = embedding.map { Quantity.decimal(Double($0), places: 4) }
      text += "\n" + Paragraph.wrap(values.joined(separator: " "), lead: "", width: terminal.width)
    }
    return text
  }

  /// `-14.3 LUFS, range 6.1 LU`
  private var loudness: String? {
    track.loudness.map { loudness in
      Quantity.decimal(loudness, places: 1) + " LUFS"
        + (track.loudnessRange.map { ", range \(Quantity.decimal($0, places: 1)) LU" } ?? "")
    }
  }

  private static func table(_ spectrum: SpectrumInfo) -> TextTable {
    var table = TextTable(
      columns: [.init("SPECTRUM"), .init("MEAN", .right), .init("DEVIATION", .right), .init("")])
    func add(_ name: String, _ moments: MomentsInfo, _ unit: String = "", places: Int = 3) {
      table.rows.append(
        [
          StyledText(name, .dim), StyledText(Quantity.decimal(moments.mean, places: places)),
          StyledText(Quantity.decimal(moments.deviation, places: places)), StyledText(unit, .dim),
        ])
    }
    add("centroid", spectrum.centroid, "Hz", places: 0)
    add("roll-off", spectrum.rollOff, "Hz", places: 0)
    add("flatness", spectrum.flatness)
    add("flux", spectrum.flux)
    add("zero crossings", spectrum.zeroCrossings, "a sample at 16 kHz")
    for (index, coefficient) in spectrum.cepstrum.enumerated() {
      add("MFCC \(index)", coefficient, "dB", places: 1)
    }
    return table
  }

  /// `+0.31, +0.12 against the library`
  private func coordinate(_ value: Double?, relative: Double?) -> String? {
    value.map { value in
      Quantity.signed(value)
        + (relative.map { ", \(Quantity.signed($0)) against the library" } ?? "")
    }
  }

  private var tags: String? {
    guard let tags = track.tags, !tags.isEmpty else { return nil }
    // Equal probabilities keep an order of their own, so that output can be compared.
    let sorted = tags.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return sorted.prefix(Self.tagCount).map { name, probability in
      "\(name) \(Quantity.decimal(probability, places: 2))"
    }.joined(separator: ", ")
  }

  private func bars(_ affect: [String: Double], _ terminal: Terminal) -> String {
    var table = TextTable(columns: [.init(""), .init("", .right), .init("")])
    table.rows = affect.sorted { $0.key < $1.key }.map { name, value in
      // JSON may hold numbers an Int cannot.
      let share = min(max(value, 0), 1)
      return [
        StyledText(name, .dim), StyledText(Quantity.decimal(value, places: 2)),
        StyledText(ProgressLine.bar(done: Int(share * 100), total: 100, width: 20), .accent),
      ]
    }
    return table.render(for: terminal)
  }
}

extension TrackInfo {
  /// The title, or the file's name when it has none, with the number of a section.
  fileprivate var displayTitle: String {
    let path = FilePath(path)
    return title ?? (start == nil ? path.stem : path.lastComponent?.string) ?? path.string
  }
}
