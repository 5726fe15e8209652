import ControlProtocol
import Settings
import SystemPackage
import TOML
import Testing

@testable import orpheusctl

@Suite("What people see")
struct ViewTests {
  @Test("of a daemon at work: progress, troubles with what to do, offline folders")
  func working() {
    var status = StatusReply.working()
    status.unread = 2
    #expect(
      StatusView(status: status).render(for: .plain(80)) == """
        ● orpheusd 0.1.0 is healthy, analysing with 2 workers
          done  ██████████████████░░░░░░░░░░░░   62 %  1,240 of 2,000

        tracks         2,000
          pending      760
          failed       3  (orpheusctl tracks --failed)
          not read     2  (orpheusctl doctor)
          quarantined  1  (orpheusctl tracks --quarantined)
          skipped      12  (orpheusctl tracks --state skipped)
        moods          9
        models         musicnn-msd 1, ready
                       vibenet 1, missing  (orpheusctl models install)
        music          /home/u/Music, watching, 1,940 tracks
                       /srv/music, offline, 60 tracks
        history        /home/u/scrobbles, watching

        """)
  }

  @Test("of a daemon at rest: three lines")
  func idle() {
    #expect(
      StatusView(status: .idle).render(for: .plain(80)) == """
        ● orpheusd 0.1.0 is healthy, idle

        tracks  12
        moods   2
        music   /m, watching, 12 tracks

        """)
  }

  @Test("of a daemon that gives way: why, and not as something that is wrong")
  func givingWay() {
    var status = StatusReply.idle
    (status.pending, status.activity, status.paused) = (3, "paused", "on battery")
    #expect(
      StatusView(status: status).render(for: .plain(80)).hasPrefix(
        """
        ● orpheusd 0.1.0 is healthy, paused: on battery
          done  ██████████████████████░░░░░░░░   75 %  9 of 12

        """))
    #expect(
      ProgressLine.line(for: status, width: 60)
        == "paused: on battery  █████████████████░░░░░░   75 %  9 of 12")
  }

  @Test("of a degraded daemon: every reason, wrapped")
  func degraded() {
    let reasons = ["inotify watches have run out; raise fs.inotify.max_user_watches", "disk full"]
    let text = StatusView(status: .working(degraded: reasons)).render(for: .plain(50))
    #expect(text.hasPrefix("● orpheusd 0.1.0 is degraded, analysing"))
    #expect(
      text.hasSuffix(
        """

        ! inotify watches have run out; raise
          fs.inotify.max_user_watches
        ! disk full

        """))
    #expect(text.split(separator: "\n").dropFirst().allSatisfy { String($0).columns <= 50 })
  }

  @Test("of moods: handles first, a chosen name beside its slug")
  func moods() {
    #expect(
      MoodsView(moods: [.calm, .fierce]).render(for: .none) == """
        MOOD          TRACKS  VALENCE  AROUSAL  FEELING  TAGS               EXEMPLARS
        calm-ambient   1,204    +0.10    -0.62  serene   ambient, chillout  Quiet River, Dawn
        Gym (metal)        7    -0.30    +0.90  tense    metal              Anvil

        """)
    #expect(MoodsView(moods: []).render(for: .none).hasPrefix("no moods yet"))
  }

  @Test(
    "of a mood space fitted anew: on what, or why not",
    arguments: [
      ("library", "the mood space is fitted on 1,204 tracks, in 9 moods\n"),
      (
        "shipped",
        "the shipped mood space is kept: a library needs 200 analysed tracks for one of its own\n"
      ),
      ("none", "no mood space yet: it takes a few analysed tracks\n"),
    ])
  func refit(space: String, expected: String) {
    let reply = RefitMoodsReply(moodSpace: space, tracks: 1204, moods: 9)
    #expect(MoodsCommand.outcome(of: reply) == expected)
  }

  @Test("of moods fits a terminal of 80 columns")
  func moodsFit() {
    let text = MoodsView(moods: [.calm, .fierce]).render(for: .plain(80))
    #expect(text.split(separator: "\n").allSatisfy { String($0).columns <= 80 })
    #expect(text.contains("calm-ambient"))
  }

  @Test("of one mood")
  func mood() {
    #expect(
      MoodView(mood: .calm).render(for: .none) == """
        Calm Ambient
        slug       calm-ambient
        tracks     1,204
        valence    +0.10
        arousal    -0.62
        feeling    serene
        tags       ambient, chillout
        exemplars  /m/a/Quiet River.ogg
                   /m/b/Dawn.flac

        """)
  }

  @Test("of one mood that the listener has had a say in")
  func mergedMood() {
    var mood = MoodInfo.fierce
    mood.merged = [
      MergedMoodInfo(id: 4, slug: "dark-metal", name: "Dark metal"),
      MergedMoodInfo(id: 5, slug: "loud-rock", name: "Loud rock"),
    ]
    mood.pinned = 1
    let text = MoodView(mood: mood).render(for: .none)
    #expect(text.contains("merged     Dark metal (dark-metal)\n           Loud rock (loud-rock)\n"))
    #expect(text.contains("pinned     1 track\n"))
  }

  @Test("of one track that the listener has had a say in")
  func saidTrack() {
    var track = TrackInfo(path: WirePath("/m/a.ogg"), state: "analysed")
    track.mood = MoodReference(id: 1, slug: "calm", name: "Calm", confidence: 1)
    track.pinned = "calm"
    track.excluded = ["dark", "loud"]
    let text = TrackView(track: track).render(for: .none)
    #expect(text.contains("mood      Calm (calm), pinned\n"))
    #expect(text.contains("excluded  from dark, loud\n"))
    track.mood = nil
    track.pinned = nil
    track.excludedFromAll = true
    #expect(TrackView(track: track).render(for: .none).contains("excluded  from all moods\n"))
  }

  @Test("of tracks: music by mood, trouble by reason")
  func tracks() {
    var track = TrackInfo(path: WirePath("/m/a.ogg"), state: "analysed")
    track.artist = "Ann"
    track.title = "Dawn"
    track.seconds = 187
    track.mood = MoodReference(id: 1, slug: "calm", name: "Calm", confidence: 0.8)
    let untagged = TrackInfo(path: WirePath("/m/b.ogg"), state: "pending")
    #expect(
      TracksView(tracks: [track, untagged], showsReasons: false).render(for: .none) == """
        ARTIST  TITLE  LENGTH  MOOD     FILE
        Ann     Dawn     3:07  calm     /m/a.ogg
        —       b           —  pending  /m/b.ogg

        """)
    var failed = TrackInfo(path: WirePath("/m/c.ogg"), state: "failed")
    failed.reason = "not audio"
    #expect(
      TracksView(tracks: [failed], showsReasons: true).render(for: .none) == """
        STATE   REASON     FILE
        failed  not audio  /m/c.ogg

        """)
  }

  @Test("of one track, with the likeliest words first and the affect as bars")
  func track() {
    var track = TrackInfo(path: WirePath("/m/a.ogg"), state: "analysed")
    track.title = "Dawn"
    track.loudness = -14.27
    track.tags = ["rock": 0.1, "ambient": 0.7, "jazz": 0.1]
    track.affect = ["energy": 0.25]
    track.embedding = [0.5, -1]
    #expect(
      TrackView(track: track).render(for: .none) == """
        Dawn
        file      /m/a.ogg
        state     analysed
        loudness  -14.3 LUFS
        tags      ambient 0.70, jazz 0.10, rock 0.10

        energy  0.25  █████░░░░░░░░░░░░░░░

        0.5000 -1.0000

        """)
  }

  @Test("of one track, with what was measured, its spectrum when asked for")
  func spectrum() {
    var track = TrackInfo(path: WirePath("/m/a.ogg"), state: "analysed")
    track.loudness = -14.27
    track.loudnessRange = 6.04
    track.sound = SoundInfo(
      key: "A minor", mode: -0.5, tempo: 119.6, onsets: 4.21, brightness: 1300, dynamics: 3)
    func moments(_ mean: Double, _ deviation: Double) -> MomentsInfo {
      MomentsInfo(mean: mean, deviation: deviation)
    }
    track.sound?.spectrum = SpectrumInfo(
      centroid: moments(1850.4, 300), rollOff: moments(3900, 1200.6),
      flatness: moments(0.0125, 0.5),
      flux: moments(0.025, 0.01), zeroCrossings: moments(0.1, 0.05),
      cepstrum: [moments(-230.04, 40), moments(101.3, 20)])
    let short = """
      a
      file      /m/a.ogg
      state     analysed
      loudness  -14.3 LUFS, range 6.0 LU
      key       A minor
      tempo     120 BPM
      onsets    4.2 a second

      """
    #expect(TrackView(track: track).render(for: .none) == short)
    #expect(
      TrackView(track: track, showsSpectrum: true).render(for: .none) == short + """

        SPECTRUM          MEAN  DEVIATION
        centroid          1850        300  Hz
        roll-off          3900       1201  Hz
        flatness         0.013      0.500
        flux             0.025      0.010
        zero crossings   0.100      0.050  a sample at 16 kHz
        MFCC 0          -230.0       40.0  dB
        MFCC 1           101.3       20.0  dB

        """)
  }

  @Test("of a change, in one line")
  func change() {
    let change = MonitorReply(generation: 18, topics: ["library", "moods"], fresh: false)
    #expect(
      WatchCommand.line(for: change, .working(), at: "12:04:31")
        == "12:04:31  library, moods  2,000 tracks, 760 pending, 3 failed, 9 moods\n")
    let first = MonitorReply(generation: 18, topics: [], fresh: true)
    #expect(
      WatchCommand.line(for: first, .idle, at: "00:00:00") == "00:00:00  now  12 tracks, 2 moods\n")
  }

  @Test("of the settings is a settings file again")
  func settings() throws {
    let environment = [
      "HOME": "/home/u", "XDG_RUNTIME_DIR": "/run/user/1", "STATE_DIRECTORY": "/s",
    ]
    var overrides = SettingsOverrides()
    overrides.music = ["/with \"quotes\" and \t tabs"]
    let loaded = try LoadedSettings.load(environment: environment, overrides: overrides)
    let text = SettingsView(loaded: loaded).render(for: .none)
    #expect(text.contains("# from $STATE_DIRECTORY\n"))
    #expect(text.contains("# from --music\n"))
    let entries = try TOMLDocument(parsing: text).entries
    #expect(entries.map(\.key) == SettingsKey.all.map(\.name))
    #expect(entries.map(\.value) == SettingsKey.all.map { $0.value(loaded.settings) })
  }
}

@Suite("What scripts see")
struct JSONTests {
  @Test("has sorted keys and unescaped slashes, and the exact bytes of odd paths")
  func track() throws {
    let name = FilePath("/m").appending(FilePath.Component(platformBytes: [0x61, 0xFF]))
    let track = TrackInfo(path: WirePath(name), state: "pending")
    #expect(
      try JSONDocument.text(track, onOneLine: true)
        == #"{"path":"/m/a\#u{FFFD}","path_b64":"L20vYf8=","state":"pending"}"# + "\n")
  }

  @Test("is the reply itself for status")
  func status() throws {
    let text = try JSONDocument.text(StatusReply.idle)
    #expect(text.hasPrefix("{\n  \"activity\" : \"idle\",\n  \"analyses\" : 12,"))
    #expect(text.contains("\"path\" : \"/m\""))
    #expect(text.hasSuffix("}\n"))
  }

  @Test("is short when there is nothing to say")
  func empty() throws {
    #expect(try JSONDocument.text(EmptyReply()) == "{}\n")
    #expect(try JSONDocument.text([String]()) == "[]\n")
  }

  @Test("says null for a playlist that was not written to a file")
  func export() throws {
    let document = ExportDocument(mood: .fierce, file: nil, entries: [])
    let text = try JSONDocument.text(document, onOneLine: true)
    #expect(text.hasPrefix(#"{"entries":[],"file":null,"mood":{"arousal":0.9,"#))
  }
}
