package import MusicModel

/// A CUE sheet: which tracks lie where in which files.
///
/// The format is that of CDRWIN's user's guide, appendix A, as the programs that write it have
/// stretched it: comments for genre and date, names with quotes in them, any encoding.
package struct CueSheet: Hashable, Sendable {
  /// Sheets have a few kilobytes; nobody writes one longer than this.
  package static let longest = 256 * 1024
  /// Tracks of one file, as a disc has them (IEC 60908).
  package static let mostTracks = 99

  /// One file of sound or data, and the tracks that begin in it.
  package struct File: Hashable, Sendable {
    /// As the sheet has it, which may be a path of another system.
    package var name: String
    /// The bytes of the name, in whatever encoding the sheet is.
    package var nameBytes: [UInt8]
    /// In order; data tracks are left out, but bound those before them.
    package var tracks: [FileSection]
  }

  /// In order of their first mention; a file named twice is there twice.
  package let files: [File]

  /// Reads a sheet.
  ///
  /// Total and bounded: any bytes give a sheet or an error, in time and memory proportional to their
  /// number, of which there may be ``longest``.
  package init(_ bytes: [UInt8]) throws(CueSheetError) {
    guard bytes.count <= Self.longest else {
      throw CueSheetError("The sheet is longer than \(Self.longest / 1024) KiB.")
    }
    var reader = CueSheetReader()
    for (index, line) in CueLine.lines(of: bytes).enumerated() {
      try reader.read(line, number: index + 1)
    }
    files = try reader.finish()
  }
}
