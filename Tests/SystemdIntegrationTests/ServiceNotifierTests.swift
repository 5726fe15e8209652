import Glibc
import OrpheusTestSupport
import SystemdIntegration
import Testing

@Suite("A service notifier")
struct ServiceNotifierTests {
  private func connected() throws -> (NotifyListener, ServiceNotifier) {
    let listener = try #require(NotifyListener())
    return (listener, ServiceNotifier(environment: ["NOTIFY_SOCKET": listener.address]))
  }

  @Test("says what happens in the words of sd_notify(3)")
  func words() throws {
    let (manager, notifier) = try connected()
    notifier.ready()
    notifier.watchdog()
    notifier.stopping()
    notifier.extendTimeout(by: .milliseconds(1500))
    #expect(manager.receive() == "READY=1")
    #expect(manager.receive() == "WATCHDOG=1")
    #expect(manager.receive() == "STOPPING=1")
    #expect(manager.receive() == "EXTEND_TIMEOUT_USEC=1500000")
  }

  @Test("gives the time of a reload on the monotonic clock")
  func reload() throws {
    func now() -> Int64 {
      var time = timespec()
      clock_gettime(CLOCK_MONOTONIC, &time)
      return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
    let (manager, notifier) = try connected()
    let before = now()
    notifier.reloading()
    let after = now()
    let lines = try #require(manager.receive()).split(separator: "\n")
    #expect(lines.first == "RELOADING=1")
    let time = try #require(lines.last?.split(separator: "=").last.flatMap { Int64($0) })
    #expect((before...after).contains(time))
  }

  @Test("sends a status once, however often it is told, and in one line")
  func status() throws {
    let (manager, notifier) = try connected()
    for text in ["scanning", "scanning", "idle\nREADY=1", "scanning"] { notifier.status(text) }
    notifier.stopping()
    #expect(manager.receive() == "STATUS=scanning")
    #expect(manager.receive() == "STATUS=idle READY=1")
    #expect(manager.receive() == "STATUS=scanning")
    #expect(manager.receive() == "STOPPING=1")
  }

  @Test(
    "does nothing where nobody listens",
    arguments: [
      [:], ["NOTIFY_SOCKET": ""], ["NOTIFY_SOCKET": "relative"],
      ["NOTIFY_SOCKET": "/nonexistent/notify"],
      ["NOTIFY_SOCKET": "/" + String(repeating: "x", count: 200)],
    ])
  func nobody(environment: [String: String]) {
    let notifier = ServiceNotifier(environment: environment)
    notifier.ready()
    notifier.status("alone")
    #expect(notifier.watchdogInterval == nil)
  }

  @Test(
    "knows how often it is watched",
    arguments: [
      (["WATCHDOG_USEC": "180000000"], .seconds(180)),
      (["WATCHDOG_USEC": "180000000", "WATCHDOG_PID": "42"], .seconds(180)),
      // Set for the parent, and inherited.
      (["WATCHDOG_USEC": "180000000", "WATCHDOG_PID": "41"], nil),
      (["WATCHDOG_USEC": "0"], nil), (["WATCHDOG_USEC": "soon"], nil), ([:], nil),
    ] as [([String: String], Duration?)])
  func watchdog(environment: [String: String], interval: Duration?) {
    let notifier = ServiceNotifier(environment: environment, process: 42)
    #expect(notifier.watchdogInterval == interval)
  }
}
