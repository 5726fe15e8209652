internal import Glibc

/// What a worker may use up; setrlimit(2).
package struct ResourceLimits: Hashable, Sendable {
  /// Bytes of address space, libraries, stacks and models included.
  package var addressSpace: UInt64
  /// Bytes of writable private memory: what a memory bomb would fill.
  package var writableMemory: UInt64
  /// Seconds of processor time for one file, all threads together. A backstop for a daemon that
  /// cannot end its worker itself; its own limit is in seconds of the clock, and shorter.
  package var processorSecondsPerFile: UInt64
  /// Descriptors: the socket, output, errors, the file in hand, and what loading a library takes.
  package var descriptors: UInt64

  /// Gathers limits.
  package init(
    addressSpace: UInt64, writableMemory: UInt64, processorSecondsPerFile: UInt64,
    descriptors: UInt64
  ) {
    self.addressSpace = addressSpace
    self.writableMemory = writableMemory
    self.processorSecondsPerFile = processorSecondsPerFile
    self.descriptors = descriptors
  }

  /// Those of `orpheus-worker`, which keeps some 200 MiB on music and takes 310 in all for a while on
  /// 64 channels at 96 kHz, the most a file may have. What needs twice as much is a bomb.
  ///
  /// - Parameter threads: of each of the two networks; every one beyond the first has a stack and
  ///   reserves room for a heap of its own.
  package static func worker(threads: Int = 1) -> ResourceLimits {
    let more = UInt64(2 * (max(threads, 1) - 1))
    return ResourceLimits(
      addressSpace: 2 << 30 + more * 160 << 20, writableMemory: 640 << 20 + more * 16 << 20,
      processorSecondsPerFile: 3_600, descriptors: 16)
  }

  /// Puts everything but processor time in force, for good.
  func enter() throws(SystemRefusal) {
    // A limit of zero on the size of files, and no core: a worker writes nothing.
    let wanted: [(__rlimit_resource, UInt64)] = [
      (RLIMIT_FSIZE, 0), (RLIMIT_CORE, 0), (RLIMIT_NOFILE, descriptors),
      (RLIMIT_AS, addressSpace), (RLIMIT_DATA, writableMemory),
    ]
    for (resource, value) in wanted {
      // What the daemon was started with may be less still, and cannot be raised.
      let hard = min(rlim_t(value), try Self.limit(of: resource).rlim_max)
      try Self.set(resource, rlimit(rlim_cur: hard, rlim_max: hard))
    }
    // Whoever runs out of processor time is told by a signal, and the threads that the daemon starts
    // workers from have all signals blocked, which is inherited.
    var told = sigset_t()
    sigemptyset(&told)
    sigaddset(&told, SIGXCPU)
    sigprocmask(SIG_UNBLOCK, &told, nil)
    signal(SIGXCPU, SIG_DFL)
  }

  /// Gives the process so much more processor time. The next file begins with what it has used by
  /// then.
  func renewProcessorTime() throws(SystemRefusal) {
    var limit = try Self.limit(of: RLIMIT_CPU)
    var used = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &used)
    let seconds = rlim_t(max(0, used.ru_utime.tv_sec + used.ru_stime.tv_sec)) + 1
    limit.rlim_cur = min(seconds + rlim_t(processorSecondsPerFile), limit.rlim_max)
    try Self.set(RLIMIT_CPU, limit)
  }

  private static func limit(of resource: __rlimit_resource) throws(SystemRefusal) -> rlimit {
    var found = rlimit()
    guard getrlimit(__rlimit_resource_t(resource.rawValue), &found) == 0 else {
      throw SystemRefusal(code: errno)
    }
    return found
  }

  private static func set(
    _ resource: __rlimit_resource, _ limit: rlimit
  ) throws(SystemRefusal) {
    var limit = limit
    guard setrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else {
      throw SystemRefusal(code: errno)
    }
  }
}
