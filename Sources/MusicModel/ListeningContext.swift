/// A quarter of the day.
package enum Daypart: Int, Sendable, CaseIterable {
  /// 00:00–05:59
  case night
  /// 06:00–11:59
  case morning
  /// 12:00–17:59
  case afternoon
  /// 18:00–23:59
  case evening

  /// The word commands and replies use.
  package var name: String {
    switch self {
    case .night: "night"
    case .morning: "morning"
    case .afternoon: "afternoon"
    case .evening: "evening"
    }
  }
}

/// When somebody listens: four dayparts on working days and four at weekends, by the local clock.
package struct ListeningContext: Hashable, Sendable {
  package var daypart: Daypart
  /// True on Saturdays and Sundays.
  package var isWeekend: Bool

  /// Gathers one context.
  package init(daypart: Daypart, isWeekend: Bool) {
    self.daypart = daypart
    self.isWeekend = isWeekend
  }

  /// The number of contexts there are.
  package static let count = 8

  /// 0…7, working days first, each from night to evening.
  package var index: Int { (isWeekend ? 4 : 0) + daypart.rawValue }

  /// The context of ``index``.
  package init?(index: Int) {
    guard (0..<Self.count).contains(index), let daypart = Daypart(rawValue: index % 4) else {
      return nil
    }
    self.init(daypart: daypart, isWeekend: index >= 4)
  }

  /// Every context, in order of ``index``.
  package static let all = (0..<count).compactMap { ListeningContext(index: $0) }

  /// The context of a moment, given as seconds since 1970 on the local clock, that is, UTC plus the
  /// zone's offset.
  package init(localSeconds: Int64) {
    let days = localSeconds.dividedRoundingDown(by: 86_400)
    let hour = (localSeconds - days * 86_400) / 3_600
    // 1970 began on a Thursday: day 2 was a Saturday.
    let weekday = days - (days - 2).dividedRoundingDown(by: 7) * 7 - 2
    self.init(daypart: Daypart(rawValue: Int(hour / 6)) ?? .night, isWeekend: weekday < 2)
  }
}

extension ListeningContext: CustomStringConvertible {
  /// For example `weekday-evening`.
  package var description: String { "\(isWeekend ? "weekend" : "weekday")-\(daypart.name)" }

  /// Reads what ``description`` writes.
  package init?(_ description: String) {
    guard let found = Self.all.first(where: { $0.description == description }) else { return nil }
    self = found
  }
}

extension Int64 {
  /// The quotient rounded towards negative infinity.
  package func dividedRoundingDown(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
