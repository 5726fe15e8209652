/// Names as libraries hold them: artist | title | album, one a line.
enum LibraryNames {
  /// The tags of freely licensed music, as they are in the files.
  static let tagged = """
    Maxstack|Deprecation|Endgame: Singularity Original Soundtrack
    Maxstack|Advanced Simulacra|Endgame: Singularity Original Soundtrack
    Maxstack|Awakening|Endgame: Singularity Original Soundtrack
    Maxstack|Aberrations|Endgame: Singularity (Advanced Research)
    Maxstack|Enemy Unknown|Endgame: Singularity (Advanced Research)
    Maxstack|Apex Aleph|Endgame: Singularity Original Soundtrack
    Maxstack|By-Product|Endgame: Singularity Original Soundtrack
    Maxstack|Nebula|Endgame: Singularity (Advanced Research)
    Maxstack|Coherence|Endgame: Singularity Original Soundtrack
    Maxstack|Orbital Elevator|Endgame: Singularity (Advanced Research)
    Maxstack|Media Threat|Endgame: Singularity Original Soundtrack
    Maxstack|Inevitable|Endgame: Singularity Original Soundtrack
    Maxstack|Through Space|Endgame: Singularity (Advanced Research)
    Maxstack|Chimes They Fade|Endgame: Singularity Original Soundtrack
    Maxstack|March Thee to Dis|Endgame: Singularity Original Soundtrack
    Maxstack|A New Journey|Endgame: Singularity (Advanced Research)
    Muldjord|Chaos God|none
    Muldjord|Internal Degeneration (fof rhythm)|Mutilated Mime
    Muldjord|Internal Degeneration (fof guitar)|Mutilated Mime
    Muldjord|Mutilated Mime|Mutilated Mime
    Muldjord|Armygeddon|non
    Mattias Westlund|Legends of the North|The Battle for Wesnoth OST
    Doug Kaufman|Siege of Laurelmor|The Battle for Wesnoth OST
    Aleksi Aubry-Carlson|Transience|The Battle for Wesnoth OST
    Mattias Westlund|Silvan Sanctuary|The Battle for Wesnoth OST
    Timothy Pinkham|Victory|The Battle for Wesnoth OST
    Mattias Westlund|Return to Wesnoth|
    Aleksi Aubry-Carlson|Battle Music|The Battle for Wesnoth OST
    Ryan Reilly|Defeat|The Battle for Wesnoth OST
    Timothy Pinkham|The Knolls of Doldesh|The Battle for Wesnoth OST
    Mattias Westlund|Journey's End|The Battle for Wesnoth OST
    Joseph G. Toscano (Zhaytee)|Revelation|The Battle for Wesnoth OST
    Timothy Pinkham|Still Another Wanderer|The Battle for Wesnoth OST
    Doug Kaufman|Heroes Rite|The Battle for Wesnoth OST
    Mattias Westlund|Over the Northern Mountains|The Battle for Wesnoth OST
    Tyler Johnson|Into the Shadows|The Battle for Wesnoth OST
    Tyler Johnson|Casualties of War|The Battle for Wesnoth OST
    Timothy Pinkham|Defeat|The Battle for Wesnoth OST
    Jeremy Nicoll|Nunc Dimittis|The Battle for Wesnoth OST
    Stephen Rozanc|Northerners|The Battle for Wesnoth OST
    Aleksi Aubry-Carlson|Elf Land|The Battle for Wesnoth OST
    Aleksi Aubry-Carlson|Main Theme|The Battle for Wesnoth OST
    Mattias Westlund|Breaking the Chains|The Battle for Wesnoth OST
    Jeremy Nicoll|Vengeful Pursuit|The Battle for Wesnoth OST
    Doug Kaufman|Elvish theme|The Battle for Wesnoth OST
    Mattias Westlund|Traveling Minstrels|The Battle for Wesnoth OST
    Gianmarco Leone|The Dangerous Symphony|The Battle for Wesnoth OST
    Tyler Johnson|Sad|The Battle for Wesnoth OST
    Doug Kaufman|Battle Epic|The Battle for Wesnoth OST
    Ryan Reilly|Victory|The Battle for Wesnoth OST
    Joseph G. Toscano (Zhaytee)|Loyalists|The Battle for Wesnoth OST
    Ryan Reilly|Suspense|The Battle for Wesnoth OST
    Doug Kaufman|Weight of Revenge|The Battle for Wesnoth OST
    Gianmarco Leone|The Deep Path|The Battle for Wesnoth OST
    Ryan Reilly|Love Theme|The Battle for Wesnoth OST
    Doug Kaufman|The City Falls|The Battle for Wesnoth OST
    Aleksi Aubry-Carlson|Frantic|The Battle for Wesnoth OST
    Stephen Rozanc|Frantic|The Battle for Wesnoth OST
    Mattias Westlund|The King is Dead|The Battle for Wesnoth OST
    Ryan Reilly|Knalgan Theme|The Battle for Wesnoth OST
    Aleksi Aubry-Carlson|Underground|The Battle for Wesnoth OST
    NeonCorridor|Living Caves|HyperRogue
    Will Savino|Palace|HyperRogue
    Will Savino|Ivory Tower|HyperRogue
    blkrbt|Stairs|
    Gerd (elysis) Raudenbusch|Brainsukker|http://www.elysis.de
    Gerd (elysis) Raudenbusch|Chaos fog|http://www.elysis.de
    Braden "meoblast001" Walters|Beast of Insanity|
    blkrbt|SixtyFour_Revisited|
    blkrbt|sixtyfour|nexuiz
    blkrbt|Desert3|Nexuiz
    blkrbt|Broken Light|
    elysis|elysis-subcities.mp3|
    elysis|Thru the mirror|http://www.elysis.de
    Manuel 'Vanethian' Marino|Ufo: AI Mission Music 1|Ufo: Alien Invasion
    Manuel 'Vanethian' Marino|Ufo: AI Mission Music 2|Ufo: Alien Invasion
    Manuel 'Vanethian' Marino|Ufo: AI Main Theme|Ufo: Alien Invasion
    paulb|ufo theme 1|
    paulb|ufo theme 2|
    Sebastian Ahlen|Dämmerung|
    Karl Macklin|Geoscape theme #1|
    """

  /// Names that lead matchers astray: near-equal titles, versions, other scripts, symbols.
  static let tricky = """
    Pink Floyd|Another Brick in the Wall, Part 1|The Wall
    Pink Floyd|Another Brick in the Wall, Part 2|The Wall
    Pink Floyd|Shine On You Crazy Diamond (Parts I-V)|Wish You Were Here
    Pink Floyd|Shine On You Crazy Diamond (Parts VI-IX)|Wish You Were Here
    Pink Floyd|Wish You Were Here|Wish You Were Here
    Pink Floyd|Wish You Were Here (Live)|Pulse
    Ludwig van Beethoven|Symphony No. 5 in C minor, Op. 67: I. Allegro con brio|Symphonies
    Ludwig van Beethoven|Symphony No. 5 in C minor, Op. 67: II. Andante con moto|Symphonies
    Ludwig van Beethoven|Symphony No. 9 in D minor, Op. 125: I. Allegro ma non troppo|Symphonies
    Ludwig van Beethoven|Piano Sonata No. 14 in C-sharp minor, Op. 27 No. 2: I. Adagio|Sonatas
    Johann Sebastian Bach|Cello Suite No. 1 in G major, BWV 1007: I. Prélude|Cello Suites
    Johann Sebastian Bach|Cello Suite No. 2 in D minor, BWV 1008: I. Prélude|Cello Suites
    Carl Philipp Emanuel Bach|Solfeggietto in C minor|Keyboard Works
    Antonín Dvořák|Symphony No. 9 in E minor "From the New World": IV. Allegro con fuoco|Symphonies
    Frédéric Chopin|Nocturne No. 2 in E-flat major, Op. 9|Nocturnes
    Frédéric Chopin|Nocturne No. 20 in C-sharp minor, Op. posth.|Nocturnes
    Saint-Saëns|Le Carnaval des animaux: XIII. Le Cygne|Carnaval
    The xx|Intro|xx
    The xx|Crystalised|xx
    Alt-J|Intro|An Awesome Wave
    Alt-J|Interlude 1|An Awesome Wave
    Alt-J|Interlude 2|An Awesome Wave
    Metallica|Enter Sandman|Metallica
    Metallica|Nothing Else Matters|Metallica
    Metallica|The Unforgiven|Metallica
    Metallica|The Unforgiven II|Reload
    Metallica|The Unforgiven III|Death Magnetic
    Metallica|The Unforgiven (Demo)|Metallica (Deluxe Box Set)
    Black Sabbath|Black Sabbath|Black Sabbath
    Black Sabbath|Paranoid|Paranoid
    Iron Maiden|Iron Maiden|Iron Maiden
    Iron Maiden|Fear of the Dark (Live)|Rock in Rio
    Taylor Swift|All Too Well|Red
    Taylor Swift|All Too Well (Taylor's Version)|Red (Taylor's Version)
    Taylor Swift|Love Story|Fearless
    Taylor Swift|Long Live|Speak Now
    Oasis|Live Forever|Definitely Maybe
    Oasis|Wonderwall|(What's the Story) Morning Glory?
    Wings|Live and Let Die|Greatest
    Nirvana|Come as You Are|Nevermind
    Nirvana|About a Girl (Unplugged)|MTV Unplugged in New York
    Nirvana|Lithium|Nevermind
    The Rolling Stones|(I Can't Get No) Satisfaction|Out of Our Heads
    The Rolling Stones|Paint It, Black|Aftermath
    The Beatles|Let It Be|Let It Be
    The Beatles|Let It Be... Naked Medley|Naked
    The Beatles|Revolution 1|The Beatles
    The Beatles|Revolution 9|The Beatles
    The Beatles|Sgt. Pepper's Lonely Hearts Club Band|Sgt. Pepper's Lonely Hearts Club Band
    The Beatles|Sgt. Pepper's Lonely Hearts Club Band (Reprise)|Sgt. Pepper's Lonely Hearts Club Band
    The Beatles|Twist and Shout|Please Please Me
    Prince|1999|1999
    Prince & The Revolution|Purple Rain|Purple Rain
    The Smashing Pumpkins|1979|Mellon Collie
    Jay-Z|99 Problems|The Black Album
    Jay-Z|'03 Bonnie & Clyde|The Blueprint 2
    Jay-Z feat. Alicia Keys|Empire State of Mind|The Blueprint 3
    Ariana Grande|7 rings|thank u, next
    Beyoncé|Crazy in Love (feat. JAY-Z)|Dangerously in Love
    Beyoncé|Halo|I Am... Sasha Fierce
    Queen & David Bowie|Under Pressure|Hot Space
    Queen|Bohemian Rhapsody|A Night at the Opera
    Queen|We Will Rock You|News of the World
    Queen|We Will Rock You (Fast Version)|Live Killers
    David Bowie|"Heroes"|"Heroes"
    David Bowie|Space Oddity|Space Oddity
    David Bowie|Ashes to Ashes|Scary Monsters
    Johnny Cash|Hurt|American IV
    Nine Inch Nails|Hurt|The Downward Spiral
    Nine Inch Nails|28 Ghosts IV|Ghosts I-IV
    Nine Inch Nails|24 Ghosts III|Ghosts I-IV
    Leonard Cohen|Hallelujah|Various Positions
    Jeff Buckley|Hallelujah|Grace
    Simon & Garfunkel|The Sound of Silence|Wednesday Morning
    Disturbed|The Sound of Silence|Immortalized
    Earth, Wind & Fire|September|The Best of
    Florence + the Machine|Dog Days Are Over|Lungs
    Nick Cave & The Bad Seeds|Into My Arms|The Boatman's Call
    Bob Marley & The Wailers|Three Little Birds|Exodus
    Tyler, The Creator|EARFQUAKE|IGOR
    AC/DC|Back in Black|Back in Black
    AC/DC|T.N.T.|High Voltage
    R.E.M.|Losing My Religion|Out of Time
    Guns N' Roses|November Rain|Use Your Illusion I
    Led Zeppelin|Rock and Roll|Led Zeppelin IV
    P!nk|So What|Funhouse
    Ke$ha|TiK ToK|Animal
    Cee Lo Green|Fuck You|The Lady Killer
    Lily Allen|Fuck You|It's Not Me, It's You
    Radiohead|Creep|Pablo Honey
    Radiohead|Creep (Acoustic)|My Iron Lung
    Radiohead|2 + 2 = 5|Hail to the Thief
    Radiohead|Everything in Its Right Place|Kid A
    Daft Punk|One More Time|Discovery
    Daft Punk|Harder, Better, Faster, Stronger|Discovery
    Daft Punk feat. Pharrell Williams & Nile Rodgers|Get Lucky|Random Access Memories
    Daft Punk|Get Lucky (Radio Edit)|Get Lucky
    Moby|Porcelain|Play
    Moby|Porcelain (Rob Dougan Remix)|Porcelain
    Moby|Porcelain (Clubbed to Death Version)|Porcelain
    Depeche Mode|Enjoy the Silence|Violator
    Depeche Mode|Enjoy the Silence (Ewan Pearson Remix)|Remixes
    Depeche Mode|Enjoy the Silence (Reinterpreted)|Remixes
    Depeche Mode|Never Let Me Down Again (Split Mix)|Remixes
    Björk|Jóga|Homogenic
    Björk|Hyperballad|Post
    Sigur Rós|Hoppípolla|Takk...
    Sigur Rós|Untitled #1|( )
    Sigur Rós|Untitled #3|( )
    Motörhead|Ace of Spades|Ace of Spades
    Mötley Crüe|Kickstart My Heart|Dr. Feelgood
    Blue Öyster Cult|(Don't Fear) The Reaper|Agents of Fortune
    Die Ärzte|Schrei nach Liebe|Die Bestie in Menschengestalt
    Rammstein|Du hast|Sehnsucht
    Édith Piaf|Non, je ne regrette rien|Best of
    Måneskin|Zitti e buoni|Teatro d'ira
    Кино|Группа крови|Группа крови
    Кино|Звезда по имени Солнце|Звезда по имени Солнце
    Земфира|Хочешь?|Прости меня моя любовь
    Сплин|Выхода нет|Гранатовый альбом
    Виктор Цой|Кукушка|Чёрный альбом
    Аквариум|Город золотой|Десять стрел
    Μίκης Θεοδωράκης|Ζορμπάς|Zorba
    Χάρις Αλεξίου|Όλα σε θυμίζουν|Best of
    宇多田ヒカル|First Love|First Love
    スピッツ|ロビンソン|ハチミツ
    周杰倫|七里香|七里香
    周杰倫|晴天|葉惠美
    아이유|좋은 날|Real
    فيروز|نسم علينا الهوى|Best of
    !!!|Must Be the Moon|Myth Takes
    Ed Sheeran|+|+
    Ed Sheeran|Perfect|÷
    Ed Sheeran|Photograph|x
    M.I.A.|Paper Planes|Kala
    MGMT|Kids|Oracular Spectacular
    U2|One|Achtung Baby
    U2|New Year's Day|War
    Sia|Chandelier|1000 Forms of Fear
    Sia|Chandelier (Piano Version)|Chandelier
    Blink-182|What's My Age Again?|Enema of the State
    Sum 41|In Too Deep|All Killer No Filler
    Boards of Canada|Roygbiv|Music Has the Right to Children
    Aphex Twin|Xtal|Selected Ambient Works 85-92
    Aphex Twin|#3|Selected Ambient Works Volume II
    Aphex Twin|#20|Selected Ambient Works Volume II
    Burial|Archangel|Untrue
    Air|La femme d'argent|Moon Safari
    Françoise Hardy|Tous les garçons et les filles|Best of
    Jónsi|Go Do|Go
    Erik Satie|Gymnopédie No. 1|Piano Works
    Erik Satie|Gymnopédie No. 3|Piano Works
    Erik Satie|Gnossienne No. 1|Piano Works
    Philip Glass|Metamorphosis: One|Solo Piano
    Philip Glass|Metamorphosis: Two|Solo Piano
    Mike Oldfield|Tubular Bells, Pt. I|Tubular Bells
    Mike Oldfield|Tubular Bells, Pt. II|Tubular Bells
    Jethro Tull|Thick as a Brick, Part 1|Thick as a Brick
    Eminem|Stan (feat. Dido)|The Marshall Mathers LP
    Gorillaz|Clint Eastwood|Gorillaz
    Gorillaz|Clint Eastwood (Ed Case Refix)|Gorillaz
    Talk Talk|Such a Shame|It's My Life
    Talk Talk|Such a Shame (Extended Version)|Asides Besides
    Coldplay|Clocks|A Rush of Blood to the Head
    Coldplay|The Scientist (Live in Buenos Aires)|Live in Buenos Aires
    Bruce Springsteen|Thunder Road (Live at the Roxy Theatre, 1975)|Live 1975-85
    Eric Clapton|Layla|MTV Unplugged
    """

  /// Artist, title and album of each line.
  static func rows(_ table: String) -> [(artist: String, title: String, album: String?)] {
    table.split(separator: "\n").map { line in
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      return (fields[0], fields[1], fields[2].isEmpty ? nil : fields[2])
    }
  }
}
