import Dispatch
import Glibc
import LibraryStorage
import Synchronization
import SystemPackage

/// Opens the library database named on the command line, fills it, and kills itself on the way, at
/// a place its parent has chosen.
///
///     store-victim FILE committing N    just before the Nth commit
///     store-victim FILE committed N     just after it
///     store-victim FILE moment N        N microseconds after the start
///     store-victim FILE migrating N     at the Nth sign of life of a migration
///     store-victim FILE never 0         not at all: it exits with 0 once all is done
///
/// Killed it is with SIGKILL, which leaves no time to put anything in order.
@main
struct StoreVictim {
  static func main() async throws {
    let words = CommandLine.arguments
    guard words.count == 4, let count = Int(words[3]) else {
      Glibc.exit(2)
    }
    let (file, place) = (FilePath(words[1]), words[2])
    if place == "moment" {
      DispatchQueue.global().asyncAfter(deadline: .now() + .microseconds(count)) { end() }
    }
    let countdown = Atomic(count)
    let reached: @Sendable (String) -> Void = { name in
      if name == place, countdown.subtract(1, ordering: .relaxed).newValue == 0 { end() }
    }
    let owner = StoreOwner(
      observe: { event in
        switch event {
        case .committing: reached("committing")
        case .committed(_): reached("committed")
        case .failed: break
        }
      }, migrating: { _ in reached("migrating") })
    let store = try await LibraryStore.open(
      at: file, now: { 1_700_000_000 }, checksAfterCrash: false, owner: owner)
    try await VictimLibrary(store: store).complete()
    try await store.close()
  }

  private static func end() { kill(getpid(), SIGKILL) }
}
