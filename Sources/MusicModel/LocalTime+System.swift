import Glibc

extension LocalTime {
  /// The zone of this machine, as localtime(3) knows it; see tzset(3) for what decides it.
  package static let system: LocalTime = {
    tzset()
    return LocalTime(identifier: zoneName) { moment in
      var time = time_t(moment)
      var broken = tm()
      guard localtime_r(&time, &broken) != nil else { return 0 }
      return Int64(broken.tm_gmtoff)
    }
  }()

  /// What names the zone: the variable, else where /etc/localtime leads.
  private static var zoneName: String {
    if let variable = getenv("TZ") { return String(cString: variable) }
    guard let target = realpath("/etc/localtime", nil) else { return "UTC" }
    defer { free(target) }
    return String(cString: target)
  }
}
