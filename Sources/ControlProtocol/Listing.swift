/// A request for one page of a listing.
///
/// A page has as many rows as were asked for, 500 at most, and fewer where they would not fit into
/// one reply or several clients turn pages at once: then its cursor continues where it ended.
package protocol ListingRequest: ControlRequest where Reply: ListingReply {
  /// Rows wanted in the reply.
  var limit: Int? { get set }
  /// Where the page before ended; nil for the first.
  var cursor: String? { get set }
}

/// One page of a listing.
package protocol ListingReply {
  /// How many rows it has.
  var rowCount: Int { get }
  /// What continues after this page; nil at the end.
  var cursor: String? { get }
}

extension MoodsRequest: ListingRequest {}
extension TracksRequest: ListingRequest {}
extension PlaylistRequest: ListingRequest {}
extension SessionsRequest: ListingRequest {}
extension HistoryRequest: ListingRequest {}
extension UnmatchedHistoryRequest: ListingRequest {}
extension HistoryStatsRequest: ListingRequest {}

extension NextRequest: ListingRequest {
  /// Its rows are moods.
  package var limit: Int? {
    get { moods }
    set { moods = newValue }
  }
}

extension MoodsReply: ListingReply {
  package var rowCount: Int { moods.count }
}
extension TracksReply: ListingReply {
  package var rowCount: Int { tracks.count }
}
extension PlaylistReply: ListingReply {
  package var rowCount: Int { entries.count }
}
extension SessionsReply: ListingReply {
  package var rowCount: Int { sessions.count }
}
extension HistoryReply: ListingReply {
  package var rowCount: Int { listens.count }
}
extension UnmatchedHistoryReply: ListingReply {
  package var rowCount: Int { recordings.count }
}
extension HistoryStatsReply: ListingReply {
  package var rowCount: Int { sources.count }
}
extension NextReply: ListingReply {
  package var rowCount: Int { moods.count }
}
