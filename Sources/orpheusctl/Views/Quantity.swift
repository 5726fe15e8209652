/// Numbers as people read them, the same in every locale so that output can be compared.
enum Quantity {
  /// `1,204`
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// `1 track`, `1,204 tracks`
  static func count(_ number: Int, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// `+0.42`, for values of −1…1; an em dash for what is no number.
  static func signed(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "—" }
    let text = decimal(value.magnitude, places: 2)
    // No sign on zero, also when it only became zero by rounding.
    return text == "0.00" ? text : (value < 0 ? "-" : "+") + text
  }

  /// `0.4200` with `places` digits after the point, rounded to nearest.
  static func decimal(_ value: Double, places: Int) -> String {
    let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 1e15 else { return String(value) }
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return sign + padded }
    return "\(sign)\(padded.dropLast(places)).\(padded.suffix(places))"
  }

  /// `3:07` or `1:02:07`, from seconds.
  static func duration(_ seconds: Double?) -> String {
    guard let seconds, seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "—" }
    let whole = Int(seconds.rounded())
    let minutes = whole / 60 % 60
    let parts =
      whole >= 3600
      ? [String(whole / 3600), twoDigits(minutes), twoDigits(whole % 60)]
      : [String(minutes), twoDigits(whole % 60)]
    return parts.joined(separator: ":")
  }

  /// `07`
  static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : String(number)
  }
}
