internal import CSeccomp
internal import Glibc

/// A rule about some system calls.
struct SystemCallRule: Sendable {
  /// What happens to a call.
  enum Action: Sendable {
    case allow
    /// It fails with EPERM.
    case refuse
    /// The process ends (SIGSYS).
    case kill
  }

  /// A condition on one argument.
  enum Condition: Sendable {
    /// Of the bits in `mask`, exactly those of `value` are set.
    case bits(argument: UInt32, mask: UInt64, value: UInt64)
    case equal(argument: UInt32, UInt64)
    case unequal(argument: UInt32, UInt64)
  }

  var action: Action
  /// Names; those that the architecture does not have are passed over.
  var calls: [String]
  /// All have to hold.
  var conditions: [Condition]

  init(_ action: Action, _ calls: [String], _ conditions: [Condition] = []) {
    self.action = action
    self.calls = calls
    self.conditions = conditions
  }
}

/// Owns a seccomp filter in the making; libseccomp turns rules into a program for the kernel.
struct SystemCallFilter: ~Copyable {
  private let context: scmp_filter_ctx

  /// A filter with these rules.
  ///
  /// A call without a rule fails with ENOSYS, as on a kernel that does not have it: that is what
  /// libraries are prepared for when they try something new. EPERM is not: a C library that gets it
  /// from clone3(2) gives up, where after ENOSYS it falls back to clone(2). Calls of another
  /// architecture kill.
  static func making(_ rules: [SystemCallRule]) throws(SystemRefusal) -> SystemCallFilter {
    guard let context = seccomp_init(action(failingWith: ENOSYS)) else {
      throw SystemRefusal(code: ENOMEM)
    }
    let filter = SystemCallFilter(context: context)
    // Threads that run already are bound as well.
    try check(seccomp_attr_set(context, SCMP_FLTATR_CTL_TSYNC, 1))
    for rule in rules { try filter.add(rule) }
    return filter
  }

  private init(context: scmp_filter_ctx) { self.context = context }

  deinit { seccomp_release(context) }

  /// Puts the filter in force for every thread, on top of those in force already. Needs
  /// no_new_privs.
  consuming func enforce() throws(SystemRefusal) { try Self.check(seccomp_load(context)) }

  private func add(_ rule: SystemCallRule) throws(SystemRefusal) {
    let action =
      switch rule.action {
      case .allow: UInt32(SCMP_ACT_ALLOW)
      case .refuse: Self.action(failingWith: EPERM)
      case .kill: UInt32(SCMP_ACT_KILL_PROCESS)
      }
    let comparisons = rule.conditions.map(\.comparison)
    for call in rule.calls {
      let number = seccomp_syscall_resolve_name(call)
      // Negative numbers stand for calls that this architecture, or this libseccomp, does not know.
      guard number >= 0 else { continue }
      try Self.check(
        seccomp_rule_add_array(
          context, action, number, UInt32(comparisons.count), comparisons))
    }
  }

  /// SCMP_ACT_ERRNO, a macro with an argument.
  private static func action(failingWith code: CInt) -> UInt32 { 0x0005_0000 | UInt32(code) }

  private static func check(_ result: CInt) throws(SystemRefusal) {
    _ = try SystemRefusal.check(result)
  }
}

extension SystemCallRule.Condition {
  fileprivate var comparison: scmp_arg_cmp {
    switch self {
    case .bits(let argument, let mask, let value):
      scmp_arg_cmp(arg: argument, op: SCMP_CMP_MASKED_EQ, datum_a: mask, datum_b: value)
    case .equal(let argument, let value):
      scmp_arg_cmp(arg: argument, op: SCMP_CMP_EQ, datum_a: value, datum_b: 0)
    case .unequal(let argument, let value):
      scmp_arg_cmp(arg: argument, op: SCMP_CMP_NE, datum_a: value, datum_b: 0)
    }
  }
}
