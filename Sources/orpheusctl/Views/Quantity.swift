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

  /// `62 %`, from 0…1; `<1 %` for what is more than nothing but would round to it.
  static func percent(_ share: Double) -> String {
    guard share.isFinite else { return "—" }
    let percent = wholePercent(share)
    return percent == 0 && share > 0 ? "<1 %" : "\(percent) %"
  }

  /// 0…100, from 0…1; what is outside counts as the nearer end.
  static func wholePercent(_ share: Double) -> Int {
    share.isFinite ? Int((min(max(share, 0), 1) * 100).rounded()) : 0
  }

  /// `412`, or `3.5` where a tenth matters; for counts that fade with time.
  static func evidence(_ count: Double) -> String {
    guard count.isFinite, count >= 0, count < 1e15 else { return "—" }
    return count < 9.95 && count != count.rounded()
      ? decimal(count, places: 1) : grouped(Int(count.rounded()))
  }

  /// `48 min` or `2 h 05 min`, from one moment to another, both in seconds.
  static func span(from start: Int, to end: Int) -> String {
    // Differences of what a damaged reply may hold need not fit an Int.
    let seconds = max(0, Double(end) - Double(start))
    guard seconds < 1e9 else { return "—" }
    let minutes = Int(seconds / 60)
    guard minutes > 0 else { return "<1 min" }
    return minutes < 60 ? "\(minutes) min" : "\(minutes / 60) h \(twoDigits(minutes % 60)) min"
  }

  /// `07`
  static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : String(number)
  }
}
