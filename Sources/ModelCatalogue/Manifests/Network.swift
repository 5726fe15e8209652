/// How a network is fed and what it answers.
package struct Network: Hashable, Sendable {
  package var frontEnd: FrontEnd
  package var input: Input
  package var outputs: Outputs
  package var pooling: Pooling

  /// What turns audio into the network's input.
  package enum FrontEnd: Hashable, Sendable {
    case logMel(LogMel)
    case waveform(Waveform)
  }

  /// The tensor a network takes.
  package struct Input: Hashable, Sendable {
    package var name: String
    /// 0 stands for any length.
    package var shape: [Int]
  }

  /// What each output of a network means; a network may lack any of them.
  package struct Outputs: Hashable, Sendable {
    package var embedding: EmbeddingOutput?
    package var tags: TagOutput?
    package var affect: AffectOutput?
  }

  /// A point in the network's feature space.
  package struct EmbeddingOutput: Hashable, Sendable {
    package var name: String
    package var size: Int
    /// How patches are put together where it is not as the network's other outputs.
    package var pooling: Pooling?

    /// How many values the embedding of a whole track has.
    package func pooledSize(_ general: Pooling) -> Int {
      (pooling ?? general) == .meanAndMaximum ? 2 * size : size
    }
  }

  /// Probabilities of words, 0…1 each.
  package struct TagOutput: Hashable, Sendable {
    package var name: String
    /// The words, in the order of the output.
    package var classes: [String]
    /// The name of the file beside the manifest that lists them; nil when the manifest does.
    package var classesFile: String?
    /// How patches are put together where it is not as the network's other outputs.
    package var pooling: Pooling?
  }

  /// Affect values before their activation.
  package struct AffectOutput: Hashable, Sendable {
    package var name: String
    /// What each element is called, in the order of the output.
    package var values: [String]
    /// Those that pass through the logistic function; the others are clipped to 0…1.
    package var logistic: Set<String>
  }

  /// How several patches of one track become one value.
  package enum Pooling: String, Hashable, Sendable, CaseIterable {
    /// The mean over all patches.
    case mean
    /// The greatest value over all patches.
    case maximum = "max"
    /// The mean over all patches and after it the greatest value: twice as many values.
    case meanAndMaximum = "mean+max"
    /// The network itself pools over any length.
    case network
  }
}

/// Samples as they are, for a network that does the rest itself.
package struct Waveform: Hashable, Sendable {
  /// In Hz; the audio is mixed to mono and resampled to it.
  package var sampleRate: Int
  /// Samples of one patch.
  package var window: Int
  /// Samples from one patch to the next.
  package var hop: Int
  package var normalisation: Normalisation
  /// What samples of −1…1 are multiplied by, before any normalisation.
  package var gain: Double

  /// What is done to the samples of a patch.
  package enum Normalisation: String, Hashable, Sendable, CaseIterable {
    case none
    /// The loudest sample becomes ±1.
    case peak
    /// Mean zero and variance one.
    case standard
  }
}

/// A logarithmic mel spectrogram, as a network was trained with.
package struct LogMel: Hashable, Sendable {
  /// In Hz; the audio is mixed to mono and resampled to it.
  package var sampleRate: Int
  /// Length of the Fourier transform in samples; a shorter window is padded with zeros.
  package var fftLength: Int
  /// Length of the periodic window in samples.
  package var window: Int
  package var windowShape: WindowShape
  /// Samples from one frame to the next.
  package var hop: Int
  /// True when frame `t` is centred on sample `t · hop`, the ends padded.
  package var isCentred: Bool
  package var spectrum: Spectrum
  /// Number of mel bands.
  package var bands: Int
  /// The edges of the lowest and the highest band in Hz.
  package var range: ClosedRange<Double>
  package var scale: Scale
  package var norm: Norm
  package var slope: Slope
  package var logarithm: Logarithm
  /// Frames of one patch; 0 when the network takes any number.
  package var patchFrames: Int
  /// Frames from one patch to the next; 0 when there are no patches.
  package var patchHop: Int
  package var layout: Layout

  /// The shape of the window.
  package enum WindowShape: String, Hashable, Sendable, CaseIterable {
    case hann, hamming, rectangular
  }

  /// What is summed in each band.
  package enum Spectrum: String, Hashable, Sendable, CaseIterable {
    case power, magnitude
  }

  /// The formula from Hz to mel.
  package enum Scale: String, Hashable, Sendable, CaseIterable {
    /// Linear below 1 kHz (Slaney's Auditory Toolbox).
    case slaney
    /// 2595 · log₁₀(1 + f / 700).
    case htk
  }

  /// What each band's weights add up to.
  package enum Norm: String, Hashable, Sendable, CaseIterable {
    /// Triangles of height one.
    case none
    /// Triangles of unit area.
    case slaney
  }

  /// Along which axis the sides of a band's triangle are straight.
  package enum Slope: String, Hashable, Sendable, CaseIterable {
    case hertz
    /// As in the published front ends of VGGish and YAMNet.
    case mel
  }

  /// The compression of band values.
  package enum Logarithm: Hashable, Sendable {
    /// log₁₀(`offset` + `factor` · x).
    case decimal(factor: Double, offset: Double)
    /// ln(`offset` + `factor` · x).
    case natural(factor: Double, offset: Double)
    /// 10 · log₁₀(max(`floor`, x)), no lower than `range` below the clip's maximum.
    case decibels(floor: Double, range: Double)
  }

  /// Which axis of a patch comes first.
  package enum Layout: String, Hashable, Sendable, CaseIterable {
    case framesByBands = "frames-by-bands"
    case bandsByFrames = "bands-by-frames"
  }
}
