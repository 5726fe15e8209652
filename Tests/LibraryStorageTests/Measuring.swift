import OrpheusTestSupport

/// Ways to measure, and to say what was measured.
protocol Measuring {}

extension Measuring {
  func measure(
    _ what: String, _ times: Int, _ body: () async throws -> Void
  ) async throws {
    var samples: [Double] = []
    for _ in 0..<times { try await samples.append(seconds(body)) }
    report("\(what), median", median(samples) * 1e6, "µs")
    report("\(what), 99th percentile", percentile(samples, 0.99) * 1e6, "µs")
  }

  func seconds(_ body: () async throws -> Void) async throws -> Double {
    try await ContinuousClock().measure(body) / .seconds(1)
  }

  func median(_ samples: [Double]) -> Double { percentile(samples, 0.5) }

  func percentile(_ samples: [Double], _ fraction: Double) -> Double {
    samples.sorted()[Int(Double(samples.count - 1) * fraction)]
  }

  func report(_ what: String, _ value: Double, _ unit: String) {
    print("measured: \(what): \((value * 100).rounded() / 100) \(unit)")
  }

  func residentMebibytes() -> Double {
    (try? ProcessFigures()).map { Double($0.kilobytes) / 1_024 } ?? .nan
  }
}
