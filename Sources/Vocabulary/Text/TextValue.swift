/// A value with exactly one written form, valid once it exists.
///
/// It is parsed at the edge, from UTF-8 bytes, and refused with a reason that names the position. Coders see it as a
/// single string, and as a key of a dictionary.
public protocol TextValue: Hashable, Sendable, Codable, CodingKeyRepresentable, CustomStringConvertible {
    associatedtype Flawed: Malformed

    /// Reads the whole of `utf8`, or says what is wrong with it and where.
    init(utf8: UnsafeBufferPointer<UInt8>) throws(Flawed)
}

extension TextValue {
    /// Reads the whole of `text`: no surrounding spaces, nothing left over.
    @inlinable
    public init(parsing text: some StringProtocol) throws(Flawed) {
        let result = withUTF8(of: text) { bytes -> Result<Self, Flawed> in
            do throws(Flawed) { return .success(try Self(utf8: bytes)) } catch { return .failure(error) }
        }
        self = try result.get()
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            try self.init(parsing: text)
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: error.message.en, underlyingError: error))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    public var codingKey: any CodingKey { TextKey(stringValue: description) }

    public init?(codingKey: some CodingKey) {
        guard let value = try? Self(parsing: codingKey.stringValue) else { return nil }
        self = value
    }
}

/// A literal stands in the source, so one that cannot be read is a programming error and stops the program.
extension ExpressibleByStringLiteral where Self: TextValue, StringLiteralType == String {
    @inlinable
    public init(stringLiteral text: String) {
        do { try self.init(parsing: text) } catch { fatalError(error.message.en) }
    }
}

struct TextKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

/// Lends the UTF-8 bytes of `text`, without a copy for native strings.
@inlinable
func withUTF8<Answer>(of text: some StringProtocol, _ body: (UnsafeBufferPointer<UInt8>) -> Answer) -> Answer {
    if let answer = text.utf8.withContiguousStorageIfAvailable(body) { return answer }
    var copy = String(text)
    return copy.withUTF8(body)
}
