import LibraryStorage
import MoodModel
import MusicModel
import Testing

@testable import OrpheusDaemon

/// What a listener has said so far, and whether a library keeps to it.
struct ListenersWord {
  private(set) var names: [MoodID: String] = [:]
  private(set) var merged: [MoodID: MoodID] = [:]
  private(set) var pins: [TrackID: MoodID] = [:]
  private(set) var dismissed: Set<TrackID> = []
  private(set) var exclusions: [TrackID: Set<MoodID>] = [:]

  // MARK: - Speaking

  mutating func name(_ mood: MoodID, _ name: String, _ library: MoodLibrary) async throws {
    _ = try await library.moods.rename(mood, to: name)
    names[mood] = name
  }

  mutating func merge(_ former: MoodID, into heir: MoodID, _ library: MoodLibrary) async throws {
    _ = try await library.moods.merge(former, into: heir)
    merged[former] = heir
  }

  mutating func unmerge(_ mood: MoodID, _ library: MoodLibrary) async throws {
    _ = try await library.moods.unmerge(mood)
    merged[mood] = nil
  }

  mutating func pin(_ tracks: [TrackID], to mood: MoodID, _ library: MoodLibrary) async throws {
    _ = try await library.moods.say(.pin(mood), of: tracks)
    for track in tracks {
      pins[track] = mood
      dismissed.remove(track)
      exclusions[track]?.remove(mood)
    }
  }

  mutating func unpin(_ track: TrackID, _ library: MoodLibrary) async throws {
    _ = try await library.moods.say(.unpin, of: [track])
    pins[track] = nil
  }

  mutating func exclude(
    _ track: TrackID, from mood: MoodID?, _ library: MoodLibrary
  ) async throws {
    _ = try await library.moods.say(.exclude(mood), of: [track])
    guard let mood else {
      pins[track] = nil
      dismissed.insert(track)
      return
    }
    if pins[track].map(heir) == mood { pins[track] = nil }
    exclusions[track, default: []].insert(mood)
  }

  mutating func include(_ track: TrackID, _ library: MoodLibrary) async throws {
    _ = try await library.moods.say(.include(nil), of: [track])
    dismissed.remove(track)
    exclusions[track] = nil
  }

  private func heir(_ mood: MoodID) -> MoodID {
    var mood = mood
    while let next = merged[mood] { mood = next }
    return mood
  }

  // MARK: - Being heard

  /// Expects the library to keep to all of it, and its books to add up.
  func expectKept(by library: MoodLibrary, _ event: String) async throws {
    #expect(try await library.store.audit() == [], "\(event)")
    let moods = try await library.store.moods()
    let living = Set(moods.map(\.id))
    for (mood, name) in names where merged[mood] == nil {
      #expect(moods.first { $0.id == mood }?.name == name, "\(event)")
    }
    for mood in merged.keys {
      #expect(!living.contains(mood) && living.contains(heir(mood)), "\(event)")
    }
    let held = try await library.store.places()
    var members = 0
    for track in try await library.tracks() where track.state == .analysed {
      let mood = track.membership?.mood
      if mood != nil { members += 1 }
      if let part = held[track.id] {
        #expect(heir(part) == mood || merged[part] == nil, "\(event): \(track.path)")
      }
      if dismissed.contains(track.id) {
        #expect(mood == nil, "\(event): \(track.path)")
      } else if let pin = pins[track.id] {
        #expect(mood == heir(pin), "\(event): \(track.path)")
      } else {
        let unwanted = exclusions[track.id] ?? []
        #expect(mood.map(unwanted.contains) != true, "\(event): \(track.path)")
        #expect(
          mood != nil || living.isSubset(of: Set(unwanted.map(heir))), "\(event): \(track.path)")
      }
    }
    #expect(moods.map(\.trackCount).reduce(0, +) == members, "\(event)")
  }
}
