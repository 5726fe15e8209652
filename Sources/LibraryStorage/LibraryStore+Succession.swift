import FoundationEssentials
import GRDB
package import MusicModel
package import SystemPackage

/// One model after another: what a new one has to embed, while the moods go by the old one.
extension LibraryStore {
  /// The first track numbered above `last` that is analysed, whose recording `model` has not heard,
  /// and that lies neither at nor below the directories `offline`; nil when there is none.
  ///
  /// It keeps its state and its place.
  package func nextToEmbed(
    by model: ModelVersion, after last: TrackID?, elsewhereThan offline: [FilePath] = []
  ) async throws(StoreError) -> PendingTrack? {
    try await read { db in
      let excluded = offline.flatMap { Subtree($0).conditions(on: "directory") }
      let condition = excluded.map { " AND NOT (\($0.sql))" }.joined()
      return try db.row(
        """
        SELECT track.id, directory, name, fingerprint, strikes, \(FileIdentity.columns), section
          FROM track CROSS JOIN content ON content.id = content_id
          WHERE track.id > ? AND +standing = 'analysed' AND NOT EXISTS
            (SELECT 1 FROM analysis WHERE analysis.content_id = track.content_id
              AND analysis.model_version_id = (SELECT id FROM model_version WHERE name = ?))
            \(condition)
          ORDER BY track.id LIMIT 1
        """,
        [last?.rawValue ?? 0, model.rawValue] + StatementArguments(excluded.flatMap(\.arguments))
      ).map(PendingTrack.init(row:))
    }
  }

  /// Stores what a model made of a recording, and changes nothing else. A recording that the library
  /// has lost meanwhile is passed over.
  ///
  /// Throws `.constraint` for an analysis of other sizes than the model's.
  package func keep(_ analysis: TrackAnalysis, of content: ContentID) async throws(StoreError) {
    try await write { db in
      guard
        try db.row("SELECT 1 FROM content WHERE fingerprint = ?", [Data(content.bytes)]) != nil
      else { return }
      _ = try db.store(analysis, of: content)
      try db.add(1, toTally: "analyses")
    }
  }

  /// How many of the tracks that are analysed and there, and lie neither at nor below the directories
  /// `offline`, `model` has heard, and how many there are.
  package func heard(
    by model: ModelVersion, elsewhereThan offline: [FilePath] = []
  ) async throws(StoreError) -> (heard: Int, tracks: Int) {
    try await read { db in
      let excluded = offline.flatMap { Subtree($0).conditions(on: "directory") }
      let condition = excluded.map { " AND NOT (\($0.sql))" }.joined()
      let row = try db.row(
        """
        SELECT count(*), count(analysis.content_id) FROM track
          LEFT JOIN analysis ON analysis.content_id = track.content_id
            AND analysis.model_version_id = (SELECT id FROM model_version WHERE name = ?)
          WHERE standing = 'analysed' \(condition)
        """, [model.rawValue] + StatementArguments(excluded.flatMap(\.arguments)))
      return (row?[1] ?? 0, row?[0] ?? 0)
    }
  }

  /// How many tracks of the library each model version has heard, missing ones included.
  package func tracksHeard() async throws(StoreError) -> [ModelVersion: Int] {
    try await read { db in
      let rows = try db.rows(
        """
        SELECT model_version.name, count(*) FROM track
          JOIN analysis ON analysis.content_id = track.content_id
          JOIN model_version ON model_version.id = analysis.model_version_id GROUP BY 1
        """)
      return Dictionary(
        rows.map { (ModelVersion(rawValue: $0[0]), $0[1]) }, uniquingKeysWith: { $0 + $1 })
    }
  }
}
