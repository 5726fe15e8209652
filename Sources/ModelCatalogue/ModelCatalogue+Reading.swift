package import SystemPackage

extension ModelCatalogue {
  /// The files and folders that loading models reads, for a process that may read nothing else.
  ///
  /// Models are named one by one as well: in the folder there may be links to files elsewhere.
  package var readingPlaces: [FilePath] {
    let models = list().map(\.file)
    return manifestDirectories + [directory] + models + ((try? runtimeLibraries()) ?? [])
  }
}
