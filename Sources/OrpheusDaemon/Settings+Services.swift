import FileWatching
import Glibc
import ModelCatalogue
import MoodModel
import MusicModel
import Settings
import WorkerProtocol

// What the settings mean to each service.

extension WatchOptions {
  /// The watching part of the settings.
  init(_ settings: Settings) {
    self.init()
    excludes = settings.library.exclude
    quietTime = .seconds(settings.watch.quiet)
    rescanInterval = .seconds(settings.watch.rescanHours * 3_600)
  }
}

extension WorkerPool.Policy {
  /// The workers' part of the settings.
  init(_ settings: Settings) {
    self.init()
    idleLimit = .seconds(settings.analysis.workerIdle)
    secondsPerFile = Int(settings.analysis.timeLimit.rounded(.up))
  }
}

extension PausePolicy.Rules {
  /// When the settings say that analysis gives way.
  init(_ settings: Settings) {
    self.init(
      runsOnBattery: settings.analysis.onBattery == .run, loadLimit: settings.analysis.loadLimit)
  }
}

extension MoodSpace.Form {
  /// The form of the mood space that the settings ask for.
  init(_ settings: Settings) {
    switch settings.moods.space {
    case .joined: self = .joined
    case .cca: self = .canonical
    }
  }
}

extension AnalysisService.Plan {
  /// The analysis part of the settings, with the model that embeds now.
  init(_ settings: Settings, _ models: ModelWatch) throws(ModelError) {
    let coverage: AnalysisCoverage =
      switch settings.analysis.coverage {
      case .windows: .windows(count: settings.analysis.windows)
      case .full: .full
      }
    self.init(
      coverage: coverage, model: try models.version(for: coverage),
      embedding: models.embedding.value, lengths: Self.lengths(settings),
      lanes: settings.analysis.workers > 0
        ? settings.analysis.workers : Self.automaticLanes)
  }

  /// The bounds on a track's length, in seconds.
  static func lengths(_ settings: Settings) -> ClosedRange<Double> {
    let longest = settings.library.maximumLength
    return settings.library.minimumLength...(longest > 0 ? longest : .infinity)
  }

  /// A worker takes up to 300 MiB: two stay within what the shipped unit allows the service, and
  /// leave a two-core machine no busier than it should be at idle priority.
  private static var automaticLanes: Int { max(1, min(2, sysconf(CInt(_SC_NPROCESSORS_ONLN)))) }
}
