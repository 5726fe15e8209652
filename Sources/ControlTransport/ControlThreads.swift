import NIOPosix

/// Two threads on which calls are answered, whatever keeps the rest of the daemon busy.
///
/// Swift's own threads are as few as the machine has cores, and moods being formed, a folder being
/// listed on a slow disk or a history being read may hold every one of them for seconds. A task
/// that prefers these threads never waits for those.
///
/// Two, so that one is free for short answers while a page is being made on the other; see
/// ``PageTurns``.
final class ControlThreads: TaskExecutor {
  private let pool = NIOThreadPool(numberOfThreads: 2)

  init() { pool.start() }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // Whatever the state of the pool: a job that is dropped is a task that never ends.
    pool.submit { [self] _ in job.runSynchronously(on: asUnownedTaskExecutor()) }
  }

  /// Ends the threads; to be called when no task prefers them any more, and from none of them.
  func shutDown() async { try? await pool.shutdownGracefully() }
}
