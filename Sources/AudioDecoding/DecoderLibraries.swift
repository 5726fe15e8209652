import CMpg123
import CSndfile

/// The libraries that decode, as they call themselves.
package enum DecoderLibraries {
  /// For people: `libsndfile-1.2.0, mpg123 interface 47`. Distributions mend libraries without
  /// giving them another version, so this does not tell two builds apart.
  package static var versions: String {
    let sndfile = sf_version_string().map { String(cString: $0) } ?? "libsndfile"
    return "\(sndfile), mpg123 interface \(MPG123_API_VERSION)"
  }
}
