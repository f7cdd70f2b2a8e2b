/// Where a piece of work belongs in a chain of calls through several systems (W3C Trace Context, level 1).
public struct Trace: Equatable, Sendable {
    /// 32 hexadecimal digits, shared by the whole chain.
    public let id: String
    /// 16 hexadecimal digits: this piece of work.
    public let span: String
    /// Whether the caller records the chain.
    public let isSampled: Bool

    /// The chain that the current task works for.
    @TaskLocal public static var current: Trace?

    /// Reads a `traceparent` header.
    /// - Returns: nil unless it is well-formed; whoever sends nonsense gets a new chain.
    public init?(traceparent: String) {
        let parts = traceparent.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].count == 2, Self.isHexadecimal(parts[0]), parts[0] != "ff",
            parts[0] != "00" || parts.count == 4,
            parts[1].count == 32, parts[2].count == 16, parts[3].count == 2,
            parts[1...3].allSatisfy(Self.isHexadecimal),
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" }),
            let flags = UInt8(parts[3], radix: 16)
        else { return nil }
        id = String(parts[1])
        span = String(parts[2])
        isSampled = flags & 1 == 1
    }

    private init(id: String, span: String, isSampled: Bool) {
        self.id = id
        self.span = span
        self.isSampled = isSampled
    }

    /// A chain that begins here.
    public static func new() -> Trace {
        Trace(
            id: Digest.hexadecimal(Digest.randomBytes(16)), span: Digest.hexadecimal(Digest.randomBytes(8)),
            isSampled: false)
    }

    /// The next piece of work in the same chain.
    public func child() -> Trace {
        Trace(id: id, span: Digest.hexadecimal(Digest.randomBytes(8)), isSampled: isSampled)
    }

    /// As it stands in the header.
    public var traceparent: String { "00-\(id)-\(span)-\(isSampled ? "01" : "00")" }

    private static func isHexadecimal(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
