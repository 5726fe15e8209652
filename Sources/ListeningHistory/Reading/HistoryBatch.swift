package import MusicModel

/// How far the reading of one history has come, enough to go on from there.
package struct HistoryProgress: Hashable, Sendable {
  package var format: HistoryFormat
  /// The version of the file that was read, of the archive for a part of one.
  package var identity: FileIdentity?
  /// Bytes that have been dealt with.
  package var offset: Int64
  /// Lines that have been dealt with.
  package var line: Int
  /// BLAKE2b over the first bytes of the file and those just before ``offset``: while it is the
  /// same, the file has only grown.
  package var fingerprint: [UInt8]
  package var state: ParserState
  /// False while more of the file is to be read.
  package var isComplete: Bool

  /// Gathers one position.
  package init(
    format: HistoryFormat, identity: FileIdentity?, offset: Int64, line: Int,
    fingerprint: [UInt8], state: ParserState, isComplete: Bool
  ) {
    self.format = format
    self.identity = identity
    self.offset = offset
    self.line = line
    self.fingerprint = fingerprint
    self.state = state
    self.isComplete = isComplete
  }
}

/// A record that could not be read.
package struct HistoryDamage: Hashable, Sendable {
  /// Counted from 1.
  package var line: Int
  /// A sentence for the listener.
  package var reason: String

  /// Gathers one damage.
  package init(line: Int, reason: String) {
    self.line = line
    self.reason = reason
  }
}

/// What one stretch of a history came to, to be stored in one transaction together with how far
/// reading has come.
package struct HistoryBatch: Sendable {
  /// The name of the part inside an archive; empty for a plain file.
  package var part: String
  /// True for the first batch of a reading that began at the start: the part's counts begin anew.
  package var isFromStart: Bool
  package var listens: [ListenRecord]
  /// True when the last of ``listens`` stood in a line that had no end yet. It lies after
  /// ``HistoryProgress/offset``: the line is read again when the file has grown, and if it then
  /// says something else, this listen was never one.
  package var endsTentatively: Bool
  package var passedOver: Int
  /// The last may stand in a record that had no end yet. Its line then lies after
  /// ``HistoryProgress/line``: the record is read again when the file has grown, and the damage was
  /// none if the rest makes it whole.
  package var damages: [HistoryDamage]
  package var progress: HistoryProgress

  /// Gathers one batch.
  package init(
    part: String, isFromStart: Bool, listens: [ListenRecord], endsTentatively: Bool,
    passedOver: Int, damages: [HistoryDamage], progress: HistoryProgress
  ) {
    self.part = part
    self.isFromStart = isFromStart
    self.listens = listens
    self.endsTentatively = endsTentatively
    self.passedOver = passedOver
    self.damages = damages
    self.progress = progress
  }
}
