import SystemPackage

/// What the computer draws its power from.
enum PowerSource: Hashable, Sendable {
  case mains
  case battery

  /// Reads `/sys/class/power_supply` (Documentation/ABI/testing/sysfs-class-power): a battery, if
  /// one is being emptied and no charger is plugged in. A machine without one is on mains.
  init(_ system: SystemFiles) {
    var isDischarging = false
    var isPluggedIn = false
    for name in system.names(in: "sys/class/power_supply") {
      func attribute(_ attribute: String) -> String? {
        system.word(FilePath("sys/class/power_supply/\(name)/\(attribute)"))
      }
      // The battery of a mouse says nothing about the computer.
      if attribute("scope") == "Device" { continue }
      switch attribute("type") {
      case "Battery", "UPS":
        if attribute("present") != "0", attribute("status") == "Discharging" {
          isDischarging = true
        }
      // A charger at a USB-C socket is of the type USB; one that lies on a pad, Wireless.
      case "Mains", "USB", "Wireless":
        if attribute("online") == "1" { isPluggedIn = true }
      default: break
      }
    }
    self = isDischarging && !isPluggedIn ? .battery : .mains
  }
}
