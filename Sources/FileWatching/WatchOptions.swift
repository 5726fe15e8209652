/// What to look at and how patiently.
package struct WatchOptions: Hashable, Sendable {
  /// Shell patterns, as fnmatch(3) without flags (`*` crosses `/`), for names and for paths
  /// relative to the root. What matches is neither listed nor entered.
  package var excludes: [String] = []

  /// Files whose presence hides a directory and everything below it.
  package var markers: [String] = [".nomedia", ".orpheusignore"]

  /// Whether names that begin with a dot are looked at. Leaving them out spares the temporary
  /// files of rsync and the `._` companions that macOS leaves on foreign disks.
  package var includesHidden = false

  /// Whether what lies below a root is looked at as well, or only what lies in it.
  package var isRecursive = true

  /// Whether a file is worth a look while it is still open for writing. A player keeps its log open
  /// for as long as it runs.
  package var followsWriting = false

  /// How long a directory under a burst of changes must be quiet before it is reported again.
  package var quietTime: Duration = .seconds(2)

  /// How long a report may be postponed by a burst that does not end. Half of the minute after which
  /// a file is to be analysed; the other half is for the analysis, on a machine that is busy.
  package var maximumDelay: Duration = .seconds(30)

  /// How long half of a move waits for the other half.
  package var pairingTime: Duration = .seconds(5)

  /// How often what cannot be watched is walked.
  package var pollInterval: Duration = .seconds(600)

  /// How often everything is walked; varied by ±10 % so that machines do not march in step.
  package var rescanInterval: Duration = .seconds(6 * 3600)

  /// How often the roots are looked for: nothing tells of mounts and of renamed ancestors.
  package var rootCheckInterval: Duration = .seconds(5)

  /// The most watches to take, to leave some to other programs; nil takes what is granted.
  package var watchLimit: Int?

  /// The defaults, which suit a music library on a local disk.
  package init() {}
}
