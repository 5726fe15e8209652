/// How a network is fed and what it answers.
package struct Network: Hashable, Sendable {
  package var frontEnd: FrontEnd
  package var input: Input
  package var outputs: Outputs
  package var pooling: Pooling

  /// What turns audio into the network's input.
  package enum FrontEnd: Hashable, Sendable {
    case logMel(LogMel)
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
  }

  /// Probabilities of words, 0…1 each.
  package struct TagOutput: Hashable, Sendable {
    package var name: String
    /// The words, in the order of the output.
    package var classes: [String]
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
    /// The network itself pools over any length.
    case network
  }
}

/// A logarithmic mel spectrogram, as a network was trained with.
package struct LogMel: Hashable, Sendable {
  /// In Hz; the audio is mixed to mono and resampled to it.
  package var sampleRate: Int
  /// Length of the Fourier transform in samples; a shorter window is padded with zeros.
  package var fftLength: Int
  /// Length of the periodic Hann window in samples.
  package var window: Int
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
  package var logarithm: Logarithm
  /// Frames of one patch; 0 when the network takes any number.
  package var patchFrames: Int
  package var layout: Layout

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
