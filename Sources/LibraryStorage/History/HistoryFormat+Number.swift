import ListeningHistory

extension HistoryFormat {
  /// What the database calls the format. Numbers are never given anew: they are in every row.
  var number: Int {
    switch self {
    case .spotifyExtended: 0
    case .spotifyBasic: 1
    case .listenBrainzLines: 2
    case .listenBrainzArray: 3
    case .lastFMTable: 4
    case .lastFMBareTable: 5
    case .lastFMPages: 6
    case .libreFMTable: 7
    case .scrobblerLog: 8
    case .mpdscribble: 9
    case .maloja: 10
    case .mpdLog: 11
    case .panoScrobbler: 12
    }
  }

  /// The format's place in a set of formats.
  var bit: Int64 { 1 << Int64(number) }

  private static let byNumber = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0.number, $0) })

  /// Reads a format; throws `.corrupt` for a number that is none.
  init(number: Int) throws(StoreError) {
    guard let format = Self.byNumber[number] else {
      throw StoreError(.corrupt, "The library database holds an unknown history format.")
    }
    self = format
  }
}
