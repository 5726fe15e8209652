import SystemPackage

/// Telling the consumer that it has been told everything.
///
/// A cookie file's record stands in the same queue as all others: when it is read, everything
/// before it has been. What the records before it asked to be visited is waited for then, and what
/// was put off is reported.
extension ChangeCoalescer {
  /// Takes note that a cookie file of this name is about to be made.
  mutating func expectCookie(_ name: EntryName, token: UInt64) { cookies[name] = token }

  /// Answers a sync for which no cookie could be made, by a walk of everything.
  mutating func syncByWalking(_ token: UInt64, cookie: EntryName? = nil) -> [Action] {
    if let cookie, cookies.removeValue(forKey: cookie) == nil { return [] }
    walkEverything(epoch: frontier.epoch)
    reached(token)
    return takeActions()
  }

  mutating func receiveCookie(_ record: InotifyRecord) {
    if let name = record.name {
      if let token = cookies.removeValue(forKey: name) { reached(token) }
    } else if record.mask.contains(.watchRemoved) {
      cookieWatch = nil
      for token in cookies.values.sorted() {
        walkEverything(epoch: frontier.epoch)
        reached(token)
      }
      cookies = [:]
    }
  }

  /// Everything before this sync has been received; its consequences are waited for.
  mutating func reached(_ token: UInt64) {
    depart(moves.expireCookies())
    for root in Set(unwatched.map(tree.root(of:))) { walk(root, epoch: frontier.epoch) }
    syncs.append(Sync(token: token, epoch: frontier.closeEpoch()))
    releaseSyncs()
  }

  mutating func releaseSyncs() {
    while let sync = syncs.first, frontier.isDone(through: sync.epoch) {
      cause = sync.epoch
      depart(moves.expireMissing())
      cause = nil
      guard frontier.isDone(through: sync.epoch) else { return }
      syncs.removeFirst()
      for directory in schedule.flush() { queue.add(directory) }
      queue.conclude(.synced(sync.token))
    }
  }
}
