import SystemPackage
import Testing

@testable import OrpheusDaemon

@Suite("The machine, as its files tell it,")
struct SystemReadingTests {
  /// Power supplies by name, and what the computer runs on.
  struct Supplies: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var supplies: [String: [String: String]]
    var source: PowerSource
  }

  static let battery = ["type": "Battery", "status": "Discharging", "present": "1"]
  static let table = [
    Supplies(testDescription: "a desktop", supplies: [:], source: .mains),
    Supplies(
      testDescription: "a laptop unplugged",
      supplies: ["AC": ["type": "Mains", "online": "0"], "BAT0": battery], source: .battery),
    Supplies(
      testDescription: "a laptop plugged in",
      supplies: [
        "AC": ["type": "Mains", "online": "1"],
        "BAT0": battery.merging(["status": "Charging"]) { $1 },
      ], source: .mains),
    Supplies(
      testDescription: "a charger too weak for what is drawn",
      supplies: ["ucsi-source-psy-1": ["type": "USB", "online": "1"], "BAT0": battery],
      source: .mains),
    Supplies(
      testDescription: "a full battery",
      supplies: ["BAT0": battery.merging(["status": "Full"]) { $1 }],
      source: .mains),
    Supplies(
      testDescription: "the second of two batteries",
      supplies: ["BAT0": battery.merging(["status": "Not charging"]) { $1 }, "BAT1": battery],
      source: .battery),
    Supplies(
      testDescription: "the battery of a mouse",
      supplies: ["hidpp_battery_0": battery.merging(["scope": "Device"]) { $1 }], source: .mains),
    Supplies(
      testDescription: "a power cut", supplies: ["ups": ["type": "UPS", "status": "Discharging"]],
      source: .battery),
    Supplies(
      testDescription: "a slot without its battery",
      supplies: ["BAT0": battery.merging(["present": "0"]) { $1 }], source: .mains),
    Supplies(
      testDescription: "a supply that tells nothing", supplies: ["odd": ["manufacturer": "x"]],
      source: .mains),
  ]

  @Test("runs on mains or on a battery", arguments: table)
  func power(_ row: Supplies) throws {
    let system = try FakeSystem()
    for (name, attributes) in row.supplies { try system.addSupply(name, attributes) }
    #expect(PowerSource(system.files) == row.source)
  }

  @Test("counts the time of others, not of what gives way, idles, waits or is done elsewhere")
  func processorTimes() throws {
    let system = try FakeSystem([
      "proc/stat": "cpu  100 4000 50 900 70 5 3 20 10 400\ncpu0 1 1 1 1 1 1 1 1 1 1\nintr 5\n"
    ])
    let times = try #require(ProcessorTimes(system.files))
    #expect(times.others == 158)
    #expect(times.all == 5_148)
  }

  @Test(
    "has no times to tell where the file is none or another",
    arguments: [
      "", "cpu", "cpu  1 2 x 4 5 6 7 8", "cpu0 1 2 3 4 5 6 7 8", "cpu 1 2 3",
    ])
  func noTimes(line: String) throws {
    #expect(ProcessorTimes(try FakeSystem(["proc/stat": line]).files) == nil)
    #expect(ProcessorTimes(try FakeSystem().files) == nil)
  }

  @Test(
    "gives the share of others between two looks",
    arguments: [
      ("cpu 0 0 0 0 0 0 0 0", "cpu 300 100 100 300 50 20 30 100", 0.45),
      ("cpu 100 0 0 0 0 0 0 0", "cpu 90 0 0 20 0 0 0 0", 0),
      ("cpu 100 0 0 100 0 0 0 0", "cpu 100 0 0 100 0 0 0 0", nil),
    ] as [(String, String, Double?)])
  func share(first: String, second: String, expected: Double?) throws {
    let earlier = try #require(ProcessorTimes(line: first[...]))
    let later = try #require(ProcessorTimes(line: second[...]))
    #expect(later.share(since: earlier) == expected)
  }

  @Test("can be read here")
  func here() {
    #expect(ProcessorTimes(SystemFiles()) != nil)
    #expect((WorkerBudget(SystemFiles()).bytes ?? 0) > 0)
  }

  /// `/proc/meminfo` in MiB, the bounds of control groups by path, and how many of eight workers
  /// there is room for.
  struct Memory: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var total: Int?
    var group = "/"
    var bounds: [String: String] = [:]
    var workers: Int
  }

  static let memories = [
    Memory(testDescription: "a large machine", total: 64_000, workers: 8),
    Memory(testDescription: "half of 2 GiB", total: 2_048, workers: 4),
    Memory(testDescription: "half of 512 MiB: one all the same", total: 512, workers: 1),
    Memory(testDescription: "nobody says", total: nil, workers: 8),
    Memory(
      testDescription: "the shipped unit", total: 64_000,
      group: "/user.slice/user-1000.slice/background.slice/orpheusd.service",
      bounds: [
        "user.slice/user-1000.slice/background.slice/orpheusd.service/memory.high": "838860800",
        "user.slice/user-1000.slice/background.slice/orpheusd.service/memory.max": "1073741824",
      ], workers: 3),
    Memory(
      testDescription: "a bound further up", total: 64_000, group: "/a.slice/b.service",
      bounds: ["a.slice/memory.max": "536870912", "a.slice/b.service/memory.max": "max"],
      workers: 1),
  ]

  @Test("has room for so many workers", arguments: memories)
  func memory(_ row: Memory) throws {
    let system = try FakeSystem(["proc/self/cgroup": "0::\(row.group)\n"])
    if let total = row.total {
      try system.write("MemTotal:   \(total << 10) kB\nMemFree: 1 kB\n", to: "proc/meminfo")
    }
    for (file, bound) in row.bounds { try system.write(bound + "\n", to: "sys/fs/cgroup/" + file) }
    #expect(WorkerBudget(system.files).workers(8) == row.workers)
  }
}
