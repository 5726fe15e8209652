import ControlProtocol
import FoundationEssentials
import Glibc
import ModelCatalogue
import Settings
import SystemPackage

/// What `orpheusctl doctor` can see without a daemon.
struct Consultation {
  let environment: [String: String]
  let address: DaemonAddress

  /// Whether the settings can be read.
  func settings() -> [Finding] {
    do {
      let file = try LoadedSettings.load(environment: environment).file
      return [
        Finding("settings", .good, file.map { "read from \($0)" } ?? "no file; the defaults apply")
      ]
    } catch {
      return [
        Finding(
          "settings", .failure,
          "\(Quantity.count(error.problems.count, "mistake")) in \(error.file?.string ?? "them")",
          remedy: "orpheusctl config check")
      ]
    }
  }

  /// The folders of the settings, as far as they can be looked at from here.
  func folders() -> [Finding] {
    guard let settings = try? Settings.load(environment: environment) else { return [] }
    return [state(settings.daemon.state)] + settings.library.music.map(music)
  }

  /// What the daemon stands on. `models` are those that it needs, nil where there is none to ask.
  func system(models: Set<String>?) -> [Finding] {
    [watches(), self.models(needed: models), sandbox()]
  }

  /// A folder that the daemon watches.
  static func tell(_ root: RootInfo) -> Finding {
    root.state == "offline"
      ? Finding(
        root.kind, .failure, "\(root.path) is not there",
        remedy: "mount it, or take it out of the settings")
      : Finding(root.kind, .good, "\(root.path), \(root.state)")
  }

  /// Whether the daemon is of the version of this program.
  static func compare(_ version: String) -> Finding {
    version == OrpheusVersion.current
      ? Finding("daemon", .good, "running, version \(version)")
      : Finding(
        "daemon", .warning,
        "it is version \(version), this program is \(OrpheusVersion.current)",
        remedy: "systemctl --user restart orpheusd")
  }

  // MARK: - Files

  /// Whether there is a socket, and who may use it.
  func socket() -> Finding {
    for path in address.candidates {
      guard let status = Self.status(path) else { continue }
      guard status.st_mode & S_IFMT == S_IFSOCK else {
        return Finding(
          "socket", .failure, "\(path) is no socket", remedy: "move it away and restart orpheusd")
      }
      if status.st_mode & 0o002 != 0 {
        return Finding(
          "socket", .warning, "everyone may use \(path)", remedy: "chmod 0600 \(path)")
      }
      return Finding("socket", .good, "\(path)")
    }
    return Finding("socket", .warning, "there is none yet", remedy: "start the daemon")
  }

  private func state(_ folder: FilePath) -> Finding {
    guard let status = Self.status(folder) else {
      return Finding("state", .good, "\(folder) is made when the daemon starts")
    }
    guard folder.withPlatformString({ access($0, W_OK | X_OK) }) == 0 || status.st_uid != getuid()
    else {
      return Finding(
        "state", .failure, "\(folder) cannot be written", remedy: "chmod 0700 \(folder)")
    }
    var system = statvfs()
    if folder.withPlatformString({ statvfs($0, &system) }) == 0 {
      let room = Int(clamping: UInt64(system.f_bavail) &* UInt64(system.f_frsize))
      if room < 64 << 20 {
        return Finding(
          "state", room < 8 << 20 ? .failure : .warning,
          "\(folder) has only \(Quantity.mebibytes(room)) of room", remedy: "free 64 MiB there")
      }
    }
    if status.st_mode & 0o077 != 0 {
      return Finding(
        "state", .warning, "others may look into \(folder)", remedy: "chmod 0700 \(folder)")
    }
    return Finding("state", .good, "\(folder)")
  }

  private func music(_ folder: FilePath) -> Finding {
    guard let directory = folder.withPlatformString({ opendir($0) }) else {
      return Finding(
        "music", .failure, "\(folder) cannot be read: \(Errno(rawValue: errno))",
        remedy: "mount it, or change library.music in the settings")
    }
    closedir(directory)
    return Finding("music", .good, "\(folder)")
  }

  private static func status(_ path: FilePath) -> stat? {
    var status = stat()
    return path.withPlatformString { stat($0, &status) } == 0 ? status : nil
  }

  // MARK: - The system

  /// A watch a folder; the kernel's default is 8,192 on small machines (inotify(7)).
  private func watches() -> Finding {
    guard let text = Self.text("/proc/sys/fs/inotify/max_user_watches"), let limit = Int(text)
    else {
      return Finding("inotify", .warning, "the limit of watches cannot be read")
    }
    guard limit >= 65_536 else {
      return Finding(
        "inotify", .warning, "only \(Quantity.grouped(limit)) folders can be watched",
        remedy: "sysctl fs.inotify.max_user_watches=524288")
    }
    return Finding("inotify", .good, "up to \(Quantity.grouped(limit)) folders can be watched")
  }

  private func models(needed: Set<String>?) -> Finding {
    let catalogue = ModelCatalogue(
      environment: environment, program: ModelCatalogue.programPath())
    do {
      let faults = try ModelInstaller(catalogue: catalogue, environment: environment)
        .verify(needed: needed)
      guard let fault = faults.first else {
        return Finding(
          "models", .good,
          needed?.isEmpty == true
            ? "none are needed: descriptors embed" : "present, and as they should be")
      }
      return Finding(
        "models", .failure, "\(fault.model): \(fault.problem)",
        remedy: fault.isOfManifest
          ? "mend or remove the manifest"
          : "orpheusctl models install"
            + (needed?.contains(fault.model) == true ? " \(fault.model)" : ""))
    } catch {
      return Finding("models", .failure, "\(error)", remedy: "orpheusctl models install")
    }
  }

  private func sandbox() -> Finding {
    guard let modules = Self.text("/sys/kernel/security/lsm") else {
      return Finding("sandbox", .good, "whether the kernel has Landlock cannot be told from here")
    }
    return modules.split(separator: ",").contains("landlock")
      ? Finding("sandbox", .good, "the kernel has Landlock")
      : Finding(
        "sandbox", .warning, "the kernel has no Landlock; the other walls around the worker hold")
  }

  private static func text(_ path: FilePath) -> String? {
    guard let data = try? Data(contentsOf: URL(filePath: path.string)) else { return nil }
    return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).first
      .map(String.init)
  }
}
