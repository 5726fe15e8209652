/// When each directory that changed is to be reported.
///
/// The first change after a quiet time is reported at once, so that a single new file is never
/// kept waiting. What follows is a burst: it is reported when it pauses, and at the latest after
/// the maximum delay. Times are durations since the watcher began.
struct DeliverySchedule {
  enum Urgency: Hashable, Sendable {
    /// Something arrived complete.
    case arrival
    /// Something left, or changed its attributes: of a move, the arrival is to be seen first.
    case departure
    /// Something is being written: its closing is worth waiting for, but not for ever.
    case unfinished
  }

  private struct Burst {
    /// When the oldest change that was not reported happened; nil when all were.
    var first: Duration?
    var due: Duration = .zero
    /// Until when another arrival belongs to the burst.
    var hotUntil: Duration = .zero
    /// The time under which it is found in the heap.
    var alarm: Duration
  }

  var quietTime: Duration
  var maximumDelay: Duration
  private var bursts: [DirectoryID: Burst] = [:]
  private var alarms = AlarmHeap()

  init(quietTime: Duration, maximumDelay: Duration) {
    self.quietTime = quietTime
    self.maximumDelay = maximumDelay
  }

  /// When `expire` has something to do next, or a little sooner.
  var nextAlarm: Duration? { alarms.first?.time }

  /// Takes note of a change; true when the directory is to be reported at once.
  mutating func note(_ directory: DirectoryID, _ urgency: Urgency, at now: Duration) -> Bool {
    var burst = bursts[directory] ?? Burst(alarm: .zero)
    if urgency == .arrival {
      let isFirst = now >= burst.hotUntil
      burst.hotUntil = now + quietTime
      if isFirst {
        burst.first = nil
        update(directory, burst, alarm: burst.hotUntil)
        return true
      }
    }
    let latest = (burst.first ?? now) + maximumDelay
    switch urgency {
    case .arrival, .departure: burst.due = min(now + quietTime, latest)
    case .unfinished: burst.due = burst.first == nil ? latest : min(burst.due, latest)
    }
    if burst.first == nil { burst.first = now }
    update(directory, burst, alarm: burst.due)
    return false
  }

  /// Takes note that the consumer has been told, by whatever way.
  mutating func delivered(_ directory: DirectoryID, at now: Duration) {
    var burst = bursts[directory] ?? Burst(alarm: .zero)
    burst.first = nil
    burst.hotUntil = now + quietTime
    update(directory, burst, alarm: burst.hotUntil)
  }

  mutating func forget(_ directory: DirectoryID) { bursts[directory] = nil }

  /// The directories whose time has come.
  mutating func expire(at now: Duration) -> [DirectoryID] {
    var due: [DirectoryID] = []
    while let alarm = alarms.first, alarm.time <= now {
      alarms.removeFirst()
      guard var burst = bursts[alarm.directory], burst.alarm == alarm.time else { continue }
      if burst.first != nil && burst.due <= now {
        burst.first = nil
        due.append(alarm.directory)
      }
      let next = burst.first == nil ? burst.hotUntil : burst.due
      if next > now {
        burst.alarm = next
        alarms.insert(.init(time: next, directory: alarm.directory))
        bursts[alarm.directory] = burst
      } else {
        bursts[alarm.directory] = nil
      }
    }
    return due
  }

  /// Everything that is waiting, whenever it is due, oldest first.
  mutating func flush() -> [DirectoryID] {
    let waiting = bursts.compactMap { directory, burst in burst.first.map { ($0, directory) } }
    for (_, directory) in waiting { bursts[directory]?.first = nil }
    return waiting.sorted { $0.0 < $1.0 }.map(\.1)
  }

  // A burst has one valid alarm. One that is due later than its alarm finds that out when the
  // alarm goes off, so a stream of changes costs no work in the heap.
  private mutating func update(_ directory: DirectoryID, _ burst: Burst, alarm: Duration) {
    var burst = burst
    if bursts[directory] == nil || alarm < burst.alarm {
      burst.alarm = alarm
      alarms.insert(.init(time: alarm, directory: directory))
    }
    bursts[directory] = burst
  }
}

/// A binary heap of times, earliest first.
private struct AlarmHeap {
  struct Alarm {
    var time: Duration
    var directory: DirectoryID
  }

  private var alarms: [Alarm] = []

  var first: Alarm? { alarms.first }

  mutating func insert(_ alarm: Alarm) {
    alarms.append(alarm)
    var child = alarms.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard alarms[child].time < alarms[parent].time else { return }
      alarms.swapAt(child, parent)
      child = parent
    }
  }

  mutating func removeFirst() {
    guard let last = alarms.popLast(), !alarms.isEmpty else { return }
    alarms[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < alarms.count {
        if alarms[child].time < alarms[least].time { least = child }
      }
      if least == parent { return }
      alarms.swapAt(parent, least)
      parent = least
    }
  }
}
