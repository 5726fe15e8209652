internal import Glibc

// Which system calls a worker may make, in each stage. What is on no list fails with ENOSYS.
//
// Three kinds of refusal. What a library may ask for in all innocence, such as opening a file or a
// socket, fails with EPERM: libraries expect that, and a file costs no worker for their whims. What
// none of them has any business with, such as starting a program or reading another's memory, is a
// sign that the file has taken the worker over; it ends the process at once, before the next
// attempt can be a better one, and the file gets the strike it deserves.

/// The rules of the first stage: models and libraries are being loaded, no file has been touched.
func preparingRules(process: pid_t) -> [SystemCallRule] {
  commonRules(process: process) + [
    SystemCallRule(.allow, preparingCalls),
    // Reading only: neither O_WRONLY, O_RDWR, O_CREAT nor O_TRUNC.
    SystemCallRule(
      .allow, ["openat"], [.bits(argument: 2, mask: changingFlags, value: 0)]),
    SystemCallRule(.allow, ["open"], [.bits(argument: 1, mask: changingFlags, value: 0)]),
  ]
    + [UInt64(O_WRONLY), UInt64(O_RDWR), UInt64(O_CREAT), UInt64(O_TRUNC)].flatMap { flag in
      [
        SystemCallRule(.refuse, ["openat"], [.bits(argument: 2, mask: flag, value: flag)]),
        SystemCallRule(.refuse, ["open"], [.bits(argument: 1, mask: flag, value: flag)]),
      ]
    }
}

/// The rules of the second stage: nothing but the file in hand, the socket, memory and threads.
func confinedRules(process: pid_t) -> [SystemCallRule] {
  commonRules(process: process) + [
    SystemCallRule(.refuse, ["open", "openat"]),
    // What fstat(3) is made of; of a path, not even the size is told.
    SystemCallRule(
      .allow, ["newfstatat"], [.bits(argument: 3, mask: emptyPath, value: emptyPath)]),
    SystemCallRule(.refuse, ["newfstatat"], [.bits(argument: 3, mask: emptyPath, value: 0)]),
    // No code but what is loaded.
    SystemCallRule(
      .allow, ["mmap", "mprotect"], [.bits(argument: 2, mask: executable, value: 0)]),
    SystemCallRule(
      .refuse, ["mmap", "mprotect"], [.bits(argument: 2, mask: executable, value: executable)]),
    // Thread names and names of mappings.
    SystemCallRule(.allow, ["prctl"], [.equal(argument: 0, 15)]),  // PR_SET_NAME
    SystemCallRule(.allow, ["prctl"], [.equal(argument: 0, 16)]),  // PR_GET_NAME
    SystemCallRule(.allow, ["prctl"], [.equal(argument: 0, 0x5356_4d41)]),  // PR_SET_VMA
    // Any limit may be read, and the processor time of the next file be set.
    SystemCallRule(.allow, ["prlimit64"], [.equal(argument: 2, 0)]),
    SystemCallRule(
      .allow, ["prlimit64"],
      [.equal(argument: 0, 0), .equal(argument: 1, UInt64(RLIMIT_CPU.rawValue))]),
  ]
}

private func commonRules(process: pid_t) -> [SystemCallRule] {
  [
    SystemCallRule(.allow, harmlessCalls),
    SystemCallRule(.refuse, refusedCalls),
    SystemCallRule(.kill, hostileCalls),
    // Threads, but no processes.
    SystemCallRule(
      .allow, ["clone"], [.bits(argument: 0, mask: cloneThread, value: cloneThread)]),
    SystemCallRule(.refuse, ["clone"], [.bits(argument: 0, mask: cloneThread, value: 0)]),
    // abort(3) and pthread_kill(3), and nobody else's threads.
    SystemCallRule(.allow, ["tgkill"], [.equal(argument: 0, UInt64(process))]),
    SystemCallRule(.refuse, ["tgkill"], [.unequal(argument: 0, UInt64(process))]),
  ]
}

private let changingFlags =
  UInt64(O_ACCMODE) | UInt64(O_CREAT) | UInt64(O_TRUNC)
private let emptyPath: UInt64 = 0x1000  // AT_EMPTY_PATH
private let executable = UInt64(PROT_EXEC)
private let cloneThread: UInt64 = 0x0001_0000  // CLONE_THREAD, linux/sched.h

/// Needed by decoding, by the networks, by their threads and by the C library.
private let harmlessCalls = [
  // Descriptors that are open: the file in hand, the socket, errors to the log.
  "read", "readv", "pread64", "preadv", "lseek", "_llseek", "fstat", "fstat64", "fadvise64",
  "write", "writev", "sendmsg", "recvmsg", "poll", "ppoll", "close",
  // Memory.
  "brk", "munmap", "mremap", "madvise", "membarrier",
  // Threads.
  "futex", "set_robust_list", "rseq", "gettid", "getpid", "sched_yield", "sched_getaffinity",
  "sched_setaffinity", "sched_getparam", "sched_getscheduler", "sched_get_priority_max",
  "sched_get_priority_min", "getcpu", "exit", "exit_group",
  // Signals, for a crash to be one.
  "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall",
  // Time, chance and the machine.
  "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time",
  "getrusage", "times", "getrandom", "sysinfo", "uname", "getuid", "geteuid", "getgid", "getegid",
]

/// Needed while libraries and models are loaded, beyond ``harmlessCalls``.
private let preparingCalls = [
  "mmap", "mprotect", "stat", "lstat", "newfstatat", "statx", "access", "faccessat", "faccessat2",
  "readlink", "readlinkat", "getdents64", "getcwd", "statfs", "fstatfs", "fcntl", "ioctl", "prctl",
  "prlimit64", "getrlimit", "setrlimit", "arch_prctl", "set_tid_address", "get_robust_list",
  "getppid", "mincore", "msync",
  // For the second stage.
  "seccomp", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self",
]

/// What libraries try in innocence.
private let refusedCalls = [
  "creat", "mkdir", "mkdirat", "mknod", "mknodat", "unlink", "unlinkat", "rmdir", "rename",
  "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "truncate", "ftruncate",
  "fallocate", "chmod", "fchmod", "fchmodat", "chown", "fchown", "lchown", "fchownat", "utimensat",
  "setxattr", "lsetxattr", "fsetxattr", "chdir", "fchdir",
  "socket", "socketpair", "connect", "bind", "listen", "accept", "accept4",
  "fork", "vfork", "kill", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal",
]

/// What only an attacker wants: other programs, other processes' memory, the kernel's insides.
private let hostileCalls = [
  "execve", "execveat", "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise",
  "pidfd_getfd", "kcmp", "setns", "unshare", "chroot", "pivot_root", "mount", "umount2",
  "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr",
  "open_by_handle_at", "bpf", "perf_event_open", "userfaultfd", "io_uring_setup",
  "io_uring_enter", "io_uring_register", "add_key", "request_key", "keyctl", "init_module",
  "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot", "swapon", "swapoff",
  "iopl", "ioperm", "modify_ldt", "personality", "quotactl", "acct", "syslog", "setuid", "setgid",
  "setreuid", "setregid", "setresuid", "setresgid", "setgroups", "capset",
]
