import Testing

@testable import ListeningHistory

@Suite("Telling versions of a song apart")
struct VersionMarksTests {
  @Test(
    "brackets and suffixes that name another recording leave a mark",
    arguments: [
      ("Song (Live)", VersionMarks.live), ("Song - Live at Wembley", .live),
      ("Song (Live from Paris, 1999)", .live), ("Song [Unplugged]", .live),
      ("Song (Recorded Live in Tokyo)", .live), ("Song - Live / Remastered 2004", .live),
      ("Song (Acoustic)", .acoustic), ("Song - Acoustic Version", .acoustic),
      ("Song (Live Acoustic)", [.live, .acoustic]), ("Song (Moby Remix)", .remix),
      ("Song (Club Mix)", .remix), ("Song - Remixed by Moby", .remix), ("Song (Cover)", .cover),
      ("Song (Oasis Cover)", .cover), ("Song (Karaoke Version)", .karaoke),
      ("Song (In the Style of Oasis)", .karaoke), ("Song (Instrumental)", .instrumental),
      ("Song - Demo", .demo), ("Song (1994 Demo)", .demo), ("Song (Radio Edit)", .edit),
      ("Song - Single Edit", .edit), ("Song (Extended Mix)", .extended),
      ("Song (12\" Version)", .extended), ("Song (BBC Session)", .session),
      ("Song (Orchestral Version)", .orchestral), ("Song (Piano Version)", .piano),
      ("Song (Sped Up)", .spedUp), ("Song - Nightcore", .spedUp),
      ("Song - Slowed + Reverb", .slowed), ("Song (Taylor's Version)", .rerecorded),
      ("Song (Taylor’s Version) [From The Vault]", .rerecorded),
      ("Song (Re-Recorded)", .rerecorded),
      ("Song (A Cappella)", .aCappella), ("Song (Alternate Take)", .alternate),
      ("Song - Take 3", .alternate), ("Song (Rehearsal)", .rehearsal), ("Song (Reprise)", .reprise),
      ("Song (Intro)", .interlude), ("Song (Spanish Version)", .other),
      ("Song (10 Minute Version)", .other), ("Song (2013 Version)", .other),
    ] as [(String, VersionMarks)])
  func marks(title: String, marks: VersionMarks) throws {
    let levelled = try #require(LevelledTitle(title))
    #expect(levelled.marks == marks)
    #expect(levelled.text.words == ["song"])
  }

  @Test(
    "what names an edition or the people on it leaves none",
    arguments: [
      "(Remastered 2011)", "- 2009 Remaster", "[Remaster]", "- Remastered", "(Deluxe Edition)",
      "(Mono)", "- Stereo", "(Album Version)", "- Single Version", "(Explicit)", "(Bonus Track)",
      "(From \"Film\")", "- From “Film”", "(Original Mix)", "(2018 Mix)", "(Official Video)",
      "(feat. Someone)", "[ft. Someone]", "(with Someone)", "feat. Someone Else",
      "(Mono / Remastered)", "(40th Anniversary Edition)", "(prod. Someone)", "(7\" Version)",
    ])
  func noise(suffix: String) throws {
    let levelled = try #require(LevelledTitle("Song " + suffix))
    #expect(levelled.marks == [])
    #expect(levelled.text.words == ["song"])
    #expect(levelled.core == nil)
  }

  @Test(
    "words of the title itself are no marks",
    arguments: [
      "Live and Let Die", "Live Forever", "Long Live", "Remix", "Intro", "Demo",
      "(I Can't Get No) Satisfaction", "Born to Live", "Acoustic Motorbike", "Cover Me",
      "Piano Man", "Take Me Out", "Something (Live and Let Die)", "Hope (We Long to Live)",
    ])
  func noMarks(title: String) throws {
    #expect(try #require(LevelledTitle(title)).marks == [])
  }

  @Test("a version keeps the words that tell it from another")
  func details() throws {
    #expect(LevelledTitle("Song (Rob Dougan Remix)")?.details == ["rob", "dougan"])
    #expect(
      LevelledTitle("Song - Live at Wembley Stadium, 1986")?.details
        == ["wembley", "stadium", "1986"])
    #expect(LevelledTitle("Song (Live / 2004 Remaster)")?.details == [])
  }

  @Test(
    "last words may be read as a version where nothing sets them apart",
    arguments: [
      ("Song Remix", VersionMarks.remix), ("Song Live", .live), ("Song Live at Leeds", .live),
      ("Song Acoustic Version", .acoustic), ("Song Radio Edit", .edit),
    ])
  func lastWords(title: String, marks: VersionMarks) throws {
    let literal = try #require(LevelledTitle(title))
    #expect(literal.marks == [])
    let reading = try #require(literal.readingLastWordsAsVersion)
    #expect(reading.marks == marks)
    #expect(reading.text.words == ["song"])
  }

  @Test("a title of one word is not read as nothing but a version")
  func oneWord() {
    #expect(LevelledTitle("Live")?.readingLastWordsAsVersion == nil)
    #expect(LevelledTitle("Song")?.readingLastWordsAsVersion == nil)
  }

  @Test(
    "albums say that they are live only when they say it plainly",
    arguments: [
      ("Live at Leeds", VersionMarks.live), ("MTV Unplugged in New York", .live),
      ("Pulse (Live)", .live), ("In Concert", .live), ("Live 1975-85", .live), ("Live", .live),
      ("Karaoke Hits", .karaoke), ("Live Through This", []), ("Long Live the King", []),
      ("Alive 2007", []), ("Remixes", []), ("Songs (Acoustic)", .acoustic),
    ] as [(String, VersionMarks)])
  func albums(album: String, marks: VersionMarks) throws {
    #expect(try #require(LevelledAlbum(album)).marks == marks)
  }
}
