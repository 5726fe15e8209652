import SystemPackage

/// What the analysis asks about the music folders.
struct FolderAccess: Sendable {
  /// Has a folder compared again, because a file in it is not what the store thinks.
  var look: @Sendable (FilePath) async -> Void
  /// The roots and disks that are not there: nothing in them can be analysed now.
  var offline: @Sendable () async -> [FilePath]
  /// Whether the files of a folder may be there again one day, though they are not found now.
  var isOutOfReach: @Sendable (FilePath) async -> Bool
}
