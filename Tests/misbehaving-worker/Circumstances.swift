import CSeccomp
import Glibc
import WorkerProtocol
import WorkerSandbox

/// What the variables of a test say about the machine and the sandbox.
struct Circumstances {
  /// `ORPHEUS_TEST_LAYERS`: names of the walls to put up, separated by commas; all without it.
  var layers: Set<SandboxLayer>
  /// `ORPHEUS_TEST_DECODERS`: the decoder version to tell of.
  var decoders: String
  /// `ORPHEUS_TEST_PROCESSOR_SECONDS`: processor time for one file.
  var limits: ResourceLimits
  /// `ORPHEUS_TEST_KERNEL_WITHOUT`: system calls that fail as on a kernel that does not have them.
  private var missingCalls: [String]
  /// `ORPHEUS_TEST_FORBIDDEN`: system calls that fail as in a container that forbids them.
  private var forbiddenCalls: [String]

  init(_ environment: [String: String]) {
    func words(_ name: String) -> [String]? {
      environment["ORPHEUS_TEST_" + name]?.split(separator: ",").map(String.init)
    }
    layers =
      words("LAYERS").map { Set($0.compactMap(SandboxLayer.init)) }
      ?? Set(SandboxLayer.allCases)
    decoders = environment["ORPHEUS_TEST_DECODERS"] ?? "misbehaving"
    limits = .worker()
    if let seconds = environment["ORPHEUS_TEST_PROCESSOR_SECONDS"].flatMap(UInt64.init) {
      limits.processorSecondsPerFile = seconds
    }
    missingCalls = words("KERNEL_WITHOUT") ?? []
    forbiddenCalls = words("FORBIDDEN") ?? []
  }

  /// Makes the machine so.
  func takeEffect() {
    guard !missingCalls.isEmpty || !forbiddenCalls.isEmpty,
      let filter = seccomp_init(UInt32(SCMP_ACT_ALLOW))
    else { return }
    // The sandbox could not be seen to manage without privileges otherwise.
    for (calls, code) in [(missingCalls, ENOSYS), (forbiddenCalls, EPERM)] {
      for call in calls {
        seccomp_rule_add_array(
          filter, 0x0005_0000 | UInt32(code), seccomp_syscall_resolve_name(call), 0, nil)
        guard call == "seccomp" else { continue }
        // The older way to the same end: prctl(PR_SET_SECCOMP).
        var isSetSeccomp = scmp_arg_cmp(arg: 0, op: SCMP_CMP_EQ, datum_a: 22, datum_b: 0)
        seccomp_rule_add_array(
          filter, 0x0005_0000 | UInt32(code), seccomp_syscall_resolve_name("prctl"), 1,
          &isSetSeccomp)
      }
    }
    seccomp_load(filter)
    seccomp_release(filter)
  }
}
