// swift-tools-version: 6.2

// Targets are listed lowest layer first; a target depends only on targets above it in this file.
// Docs/Modules.md says in a paragraph each what they are for.

import PackageDescription

let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: house)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: house)
}

func test(
  _ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["OrpheusTestSupport"], resources: resources,
    swiftSettings: house)
}

// Paths are bytes on Linux; FilePath keeps the ones that are not UTF-8.
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
// One logging front for daemon and worker; our handler writes to the journal or to stderr.
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
// Command-line parsing, help and completion scripts.
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
// SQLite: prepared statements, migrations, serialised access.
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
// Its module map of SQLite: online backup and interruption, which have no wrapper there.
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
// The Unix-socket server and client: framing, back-pressure, connection lifetimes.
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
// Programs under test, dozens at once. Foundation's way of starting and awaiting them has hung and
// crashed under that load on Linux.
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
  name: "orpheus",
  products: [
    .executable(name: "orpheusd", targets: ["orpheusd"]),
    .executable(name: "orpheus-worker", targets: ["orpheus-worker"]),
    .executable(name: "orpheusctl", targets: ["orpheusctl"]),
  ],
  traits: [
    .default(enabledTraits: ["FFmpeg"]),
    .trait(
      name: "FFmpeg",
      description: "Reads AAC, ALAC, Windows Media and more through FFmpeg's libraries."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.86.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.8.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
  ],
  targets: [
    // MARK: C libraries from the distribution

    .systemLibrary(
      name: "CSndfile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
    .systemLibrary(
      name: "CMpg123", pkgConfig: "libmpg123", providers: [.apt(["libmpg123-dev"])]),
    // FFmpeg 5.1 or newer; the package file of libavformat names the others it comes with.
    .systemLibrary(
      name: "CFFmpeg", pkgConfig: "libavformat",
      providers: [.apt(["libavformat-dev", "libavcodec-dev", "libavutil-dev"])]),
    .systemLibrary(name: "CSoxr", pkgConfig: "soxr", providers: [.apt(["libsoxr-dev"])]),
    // What the tests hold the loudness meter against.
    .systemLibrary(
      name: "CEBUR128", pkgConfig: "libebur128", providers: [.apt(["libebur128-dev"])]),
    // SHA-256 for model files, BLAKE2b for content fingerprints.
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(
      name: "CLAPACKE", pkgConfig: "lapacke", providers: [.apt(["liblapacke-dev"])]),
    // Unicode: case folding, compatibility decomposition, stripping of marks, for comparing names.
    // No pkgConfig: it would bring a flag that the package manager warns about, and nothing needed.
    .systemLibrary(name: "CUTF8Proc", providers: [.apt(["libutf8proc-dev"])]),
    // Reading single members of an archive in place, however long the archive.
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
    .systemLibrary(
      name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    // Which system calls the worker may make, as a program for the kernel.
    .systemLibrary(
      name: "CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),

    // MARK: C written here

    // What Swift's Glibc module cannot express: SCM_RIGHTS, statx, leases, inotify records.
    .target(name: "CLinux"),
    // Which files the worker may reach. No C library wraps these calls.
    .target(name: "CLandlock"),
    // Our own declarations of the ONNX Runtime slots in use; the library is opened with dlopen.
    .target(name: "COnnxRuntime"),
    // A few lines of C++ over TagLib, which has no C interface for property maps on a descriptor.
    .target(
      name: "CTagLib", cxxSettings: [.unsafeFlags(["-isystem", "/usr/include/taglib"])],
      linkerSettings: [.linkedLibrary("tag")]),
    // A few lines of C++ over toml++: TOMLKit wraps the same library but hides line numbers, and
    // an error about a key has to name its line.
    .target(name: "CToml"),

    // MARK: Layer 0, values

    library("MusicModel", [systemPackage]),

    // MARK: Layer 1, pure algorithms and formats

    library("SignalProcessing", ["CSoxr"]),
    // Optimised in debug builds too: every point is compared with every centre, and tests that
    // simulate a year would take minutes instead of seconds.
    .target(
      name: "Clustering",
      swiftSettings: house + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    library("MoodModel", ["CLAPACKE", "Clustering", "MusicModel"]),
    library("ListeningHistory", ["CUTF8Proc", "MusicModel"]),
    library("CueSheets", ["MusicModel"]),
    library("ControlProtocol", ["MusicModel", systemPackage]),
    library("TOML", ["CToml"]),

    // MARK: Layer 2, the outside world

    library("FileWatching", ["CLinux", "MusicModel", systemPackage]),
    library(
      "AudioDecoding",
      [
        "CSndfile", "CMpg123", "CSodium", "CTagLib", "MusicModel", "SignalProcessing",
        .target(name: "CFFmpeg", condition: .when(traits: ["FFmpeg"])),
      ]),
    library("ModelCatalogue", ["CSodium", "MusicModel", "TOML", systemPackage]),
    library("Inference", ["COnnxRuntime", "ModelCatalogue", "MusicModel", systemPackage]),
    library(
      "HistoryFiles",
      [
        "CLinux", "CSodium", "CZip", "FileWatching", "ListeningHistory", "MusicModel",
        systemPackage,
      ]),
    library(
      "LibraryStorage",
      ["ListeningHistory", "MoodModel", "MusicModel", grdb, sqlite, systemPackage]),
    library("WorkerProtocol", ["CLinux", "MusicModel", systemPackage]),
    library("WorkerSandbox", ["CLandlock", "CLinux", "CSeccomp", "WorkerProtocol", systemPackage]),
    library("SystemdIntegration", ["CLinux", "CSystemd", logging]),
    library("Settings", ["TOML", systemPackage]),
    library(
      "ControlTransport",
      ["CLinux", "ControlProtocol", logging, nioCore, nioPosix, systemPackage]),

    // MARK: Layer 3, what the worker does with one file

    library(
      "Analysis",
      [
        "AudioDecoding", "CLinux", "Inference", "ModelCatalogue", "MusicModel",
        "SignalProcessing", "WorkerProtocol", systemPackage,
      ]),

    // MARK: Layer 4, the daemon

    library(
      "OrpheusDaemon",
      [
        "CLinux", "Clustering", "ControlProtocol", "ControlTransport", "CueSheets", "FileWatching",
        "HistoryFiles", "LibraryStorage", "ListeningHistory", "ModelCatalogue", "MoodModel",
        "MusicModel", "Settings",
        "SystemdIntegration", "WorkerProtocol", logging, systemPackage,
      ]),

    // MARK: Programs

    program(
      "orpheusd",
      ["CLinux", "OrpheusDaemon", "Settings", "SystemdIntegration", argumentParser, logging]),
    program(
      "orpheus-worker",
      ["Analysis", "CLinux", "ModelCatalogue", "WorkerProtocol", "WorkerSandbox"]),
    program(
      "orpheusctl",
      [
        "CLinux", "ControlProtocol", "ControlTransport", "ModelCatalogue", "MusicModel", "Settings",
        "TOML", "WorkerProtocol", argumentParser, systemPackage,
      ]),

    // MARK: Tests

    .target(
      name: "OrpheusTestSupport", dependencies: ["CLinux", subprocess, systemPackage],
      path: "Tests/OrpheusTestSupport", swiftSettings: house),
    // Fills a library database and kills itself on the way.
    .executableTarget(
      name: "store-victim",
      dependencies: [
        "LibraryStorage", "ListeningHistory", "MoodModel", "MusicModel", systemPackage,
      ], path: "Tests/StoreVictim", swiftSettings: house),
    // A worker in the real sandbox that does what a file tells it to.
    .target(name: "CMisbehaviour", path: "Tests/CMisbehaviour"),
    .executableTarget(
      name: "misbehaving-worker",
      dependencies: [
        "CMisbehaviour", "CSeccomp", "MusicModel", "WorkerProtocol", "WorkerSandbox",
      ],
      path: "Tests/misbehaving-worker", swiftSettings: house),
    test(
      "WorkerSandboxTests",
      [
        "CLandlock", "OrpheusDaemon", "WorkerProtocol", "WorkerSandbox", "misbehaving-worker",
      ]),
    test(
      "SignalProcessingTests", ["CEBUR128", "SignalProcessing"], resources: [.copy("Resources")]),
    test("ClusteringTests", ["Clustering"], resources: [.copy("Resources")]),
    test(
      "MoodModelTests", ["Clustering", "MoodModel", "MusicModel"],
      resources: [.copy("Resources")]),
    test("MusicModelTests", ["MusicModel", systemPackage]),
    test("CueSheetsTests", ["CueSheets", "MusicModel"]),
    test("ListeningHistoryTests", ["ListeningHistory", "MusicModel"]),
    test(
      "HistoryFilesTests",
      ["CZip", "HistoryFiles", "ListeningHistory", "MusicModel", systemPackage]),
    test("ControlProtocolTests", ["ControlProtocol", systemPackage]),
    test("FileWatchingTests", ["FileWatching", "MusicModel", systemPackage]),
    test("AudioDecodingTests", ["AudioDecoding", "MusicModel", "SignalProcessing"]),
    test("ModelCatalogueTests", ["Inference", "ModelCatalogue", "TOML", systemPackage]),
    test(
      "InferenceTests", ["Inference", "ModelCatalogue", "MusicModel"],
      resources: [.copy("Resources")]),
    test(
      "AnalysisTests",
      [
        "Analysis", "AudioDecoding", "Inference", "ModelCatalogue", "MusicModel",
        "SignalProcessing",
        "WorkerProtocol", systemPackage,
      ],
      resources: [.copy("Resources")]),
    test(
      "LibraryStorageTests",
      [
        "LibraryStorage", "ListeningHistory", "MoodModel", "MusicModel", "store-victim", grdb,
        systemPackage,
      ]),
    test("SettingsTests", ["Settings", "TOML", systemPackage]),
    test(
      "ControlTransportTests",
      ["CLinux", "ControlProtocol", "ControlTransport", logging, nioCore, systemPackage]),
    test("SystemdIntegrationTests", ["SystemdIntegration", logging]),
    test(
      "CommandTests",
      [
        "orpheusctl", "ControlProtocol", "ControlTransport", "MusicModel", "Settings", "TOML",
        argumentParser, logging, systemPackage,
      ]),
    // The decisions of the daemon that are values; its services are tested as the whole program.
    test(
      "OrpheusDaemonTests",
      [
        "CLinux", "CueSheets", "FileWatching", "LibraryStorage", "ModelCatalogue", "MoodModel",
        "MusicModel", "OrpheusDaemon", "SystemdIntegration", logging, systemPackage,
      ]),
    // Whole programs on real music: the acceptance points of the README.
    test(
      "EndToEndTests",
      [
        "CSndfile", "ControlProtocol", "LibraryStorage", "MusicModel", "WorkerProtocol",
        "misbehaving-worker", systemPackage,
      ],
      resources: [.copy("Resources")]),
  ],
  cxxLanguageStandard: .cxx17
)
