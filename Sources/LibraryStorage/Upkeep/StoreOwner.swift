/// What happens inside the store that its owner may want to follow.
package enum StoreEvent: Sendable {
  /// A transaction has done its work and is about to be committed.
  case committing
  /// A transaction has been committed, which changed something or nothing.
  case committed(isChange: Bool)
  /// An access failed; nothing of it was stored.
  case failed(StoreError)
}

/// What is being done to bring an old database up to date.
package enum MigrationProgress: Sendable, Hashable {
  /// It is being copied first: so many of its pages are.
  case copying(pages: Int, of: Int)
  /// There is no room for a copy; each step is still all or nothing.
  case withoutCopy
  /// The script that makes `version` is running. Comes again and again meanwhile.
  case making(version: Int)
}

/// What the store tells and asks the program that has opened it. All of it may be called on any
/// thread, and nothing of it may use the store.
package struct StoreOwner: Sendable {
  /// Hears of every event, on the connection's thread: it has to be quick.
  package var observe: @Sendable (StoreEvent) -> Void
  /// Asked when a transaction could not be stored for want of room, or because the disk refused;
  /// returns true when it is to be tried again, false to give the failure to the caller.
  package var waitForRoom: @Sendable (StoreError) async -> Bool
  /// Called again and again while an old database is brought up to date: a service manager would
  /// otherwise take a long migration for a start that hangs.
  package var migrating: @Sendable (MigrationProgress) -> Void

  /// Watches nothing, waits for nothing.
  package init(
    observe: @escaping @Sendable (StoreEvent) -> Void = { _ in },
    waitForRoom: @escaping @Sendable (StoreError) async -> Bool = { _ in false },
    migrating: @escaping @Sendable (MigrationProgress) -> Void = { _ in }
  ) {
    self.observe = observe
    self.waitForRoom = waitForRoom
    self.migrating = migrating
  }
}
