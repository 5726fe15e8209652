extension ControlInterface {
  /// The methods about the models that embed tracks.
  static let models = """
    # embeds: it is the one chosen. moods: the moods go by it; by another one until the chosen has
    # embedded enough of the library. tracks: how many of the library it has embedded.
    type ModelUse (name: string, version: int, embeds: bool, moods: bool, tracks: int)

    # The models that can embed tracks.
    method Models() -> (models: []ModelUse)

    # Has another model embed tracks, in the background. Moods go by the old one until it has done
    # nine tenths of the library, and live on where their members agree.
    method UseModel(model: string) -> (model: string, embedded: int, tracks: int)

    """
}
