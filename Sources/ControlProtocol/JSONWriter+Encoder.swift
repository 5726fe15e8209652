/// The place of one value in the text.
struct JSONValueEncoder: Encoder, SingleValueEncodingContainer {
  let writer: JSONWriter
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(
      JSONObject(writer: writer, codingPath: codingPath, depth: writer.open(UInt8(ascii: "{"))))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    JSONArray(writer: writer, codingPath: codingPath, depth: writer.open(UInt8(ascii: "[")))
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  func encodeNil() { writer.write(literal: "null") }
  func encode(_ value: Bool) { writer.write(literal: value ? "true" : "false") }
  func encode(_ value: String) { writer.write(value) }
  func encode(_ value: Double) throws { try writer.write(number: value, at: codingPath) }
  func encode(_ value: Float) throws { try writer.write(number: value, at: codingPath) }
  func encode(_ value: Int) { writer.write(literal: value.description) }
  func encode(_ value: Int8) { writer.write(literal: value.description) }
  func encode(_ value: Int16) { writer.write(literal: value.description) }
  func encode(_ value: Int32) { writer.write(literal: value.description) }
  func encode(_ value: Int64) { writer.write(literal: value.description) }
  func encode(_ value: UInt) { writer.write(literal: value.description) }
  func encode(_ value: UInt8) { writer.write(literal: value.description) }
  func encode(_ value: UInt16) { writer.write(literal: value.description) }
  func encode(_ value: UInt32) { writer.write(literal: value.description) }
  func encode(_ value: UInt64) { writer.write(literal: value.description) }
  func encode(_ value: some Encodable) throws { try writer.write(value, at: codingPath) }
}

/// An object that is being written.
private struct JSONObject<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let writer: JSONWriter
  let codingPath: [any CodingKey]
  let depth: Int

  func encodeNil(forKey key: Key) {
    writer.beginMember(key.stringValue, at: depth)
    writer.write(literal: "null")
  }

  // The kinds that rows are made of go straight to the text.

  func encode(_ value: String, forKey key: Key) {
    writer.beginMember(key.stringValue, at: depth)
    writer.write(value)
  }

  func encode(_ value: Int, forKey key: Key) {
    writer.beginMember(key.stringValue, at: depth)
    writer.write(literal: value.description)
  }

  func encode(_ value: Bool, forKey key: Key) {
    writer.beginMember(key.stringValue, at: depth)
    writer.write(literal: value ? "true" : "false")
  }

  func encode(_ value: Double, forKey key: Key) throws {
    writer.beginMember(key.stringValue, at: depth)
    try writer.write(number: value, at: codingPath)
  }

  func encode(_ value: some Encodable, forKey key: Key) throws {
    writer.beginMember(key.stringValue, at: depth)
    try writer.write(value, at: codingPath + [key])
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    place(of: key).container(keyedBy: Nested.self)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    place(of: key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    writer.beginMember("super", at: depth)
    return JSONValueEncoder(writer: writer, codingPath: codingPath)
  }

  func superEncoder(forKey key: Key) -> any Encoder { place(of: key) }

  private func place(of key: Key) -> JSONValueEncoder {
    writer.beginMember(key.stringValue, at: depth)
    return JSONValueEncoder(writer: writer, codingPath: codingPath + [key])
  }
}

/// An array that is being written.
private struct JSONArray: UnkeyedEncodingContainer {
  let writer: JSONWriter
  let codingPath: [any CodingKey]
  let depth: Int
  private(set) var count = 0

  init(writer: JSONWriter, codingPath: [any CodingKey], depth: Int) {
    self.writer = writer
    self.codingPath = codingPath
    self.depth = depth
  }

  mutating func encodeNil() { next().encodeNil() }

  mutating func encode(_ value: some Encodable) throws {
    let place = next()
    try writer.write(value, at: place.codingPath)
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy: Nested.Type
  ) -> KeyedEncodingContainer<Nested> {
    next().container(keyedBy: Nested.self)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    next().unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { next() }

  private mutating func next() -> JSONValueEncoder {
    writer.beginElement(at: depth)
    count += 1
    return JSONValueEncoder(writer: writer, codingPath: codingPath)
  }
}
