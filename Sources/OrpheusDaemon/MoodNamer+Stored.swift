import LibraryStorage
import MoodModel
import MusicModel

extension MoodNamer {
  /// The slug of a mood between being drafted and being named, inside one transaction, and for ever
  /// of one that is born into a merged mood. No name makes such a slug.
  static func provisionalSlug(_ index: Int) -> String { "\(provisionalPrefix)\(index)" }

  private static let provisionalPrefix = "#new-"

  /// Words for moods as they are stored: those without a name get one, and those whose name has
  /// become wrong.
  ///
  /// Without a loyalty only those without a name get one; the others get new tags.
  static func names(
    for moods: [Mood], with profiles: MoodProfiles, loyalty: Loyalty?
  ) -> [MoodNaming] {
    func tags(_ means: [Double]) -> [TagProbability] {
      zip(profiles.tagNames, means).map { TagProbability(name: $0, probability: Float($1)) }
    }
    let described = moods.map { mood in
      MoodModel.MoodProfile(
        id: mood.id, trackCount: mood.trackCount, position: mood.position,
        tags: tags(profiles.moods[mood.id]?.tags ?? []),
        name: mood.slug.hasPrefix(provisionalPrefix)
          ? nil : MoodName(slug: mood.slug, name: mood.name, tags: mood.tags),
        isNamedByListener: mood.isNamedByListener)
    }
    let names = MoodNamer(
      libraryTags: tags(profiles.library.tags), centre: profiles.library.position
    ).names(for: described, loyalty: loyalty ?? .settled)
    return zip(described, names).map { mood, name in
      let kept = loyalty == nil ? mood.name : nil
      return MoodNaming(
        id: mood.id, slug: kept?.slug ?? name.slug, name: kept?.name ?? name.name,
        tags: name.tags)
    }
  }
}

extension StoredMoodSpace {
  /// The space as the store keeps it.
  init(_ space: MoodSpace) {
    self.init(
      model: space.model, origin: space.origin == .prior ? .prior : .library,
      trackCount: space.trackCount, parameters: space.encoded())
  }
}
