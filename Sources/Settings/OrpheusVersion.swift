/// The version of the whole package, which all three programs report.
package enum OrpheusVersion {
  /// Semantic version (semver.org) of this source tree.
  package static let current = "0.1.0"
}
