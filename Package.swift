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

// Paths are bytes on Linux; FilePath keeps the ones that are not UTF-8.
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
  name: "orpheus",
  dependencies: [
    .package(url: "https://github.com/apple/swift-system", from: "1.5.0")
  ],
  targets: [

    // MARK: C libraries from the distribution

    // MARK: C written here

    // What Swift's Glibc module cannot express: SCM_RIGHTS, statx, leases, inotify records.
    .target(name: "CLinux"),
    // A few lines of C++ over toml++: TOMLKit wraps the same library but hides line numbers, and
    // an error about a key has to name its line.
    .target(name: "CToml"),

    // MARK: Layer 0, values

    library("MusicModel", [systemPackage]),

    // MARK: Layer 1, pure algorithms and formats

    library("TOML", ["CToml"]),

    // MARK: Programs

    // MARK: Tests

    .target(
      name: "OrpheusTestSupport", dependencies: ["CLinux", systemPackage],
      path: "Tests/OrpheusTestSupport", swiftSettings: house),
  ],
  cxxLanguageStandard: .cxx17
)
