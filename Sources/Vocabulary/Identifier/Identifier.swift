/// A UUID of version 7 (RFC 9562): 16 bytes that sort by the time they were made, and do not mix between subjects.
///
/// The top 48 bits are milliseconds since 1970, the next 12 (after the version) the fraction of the millisecond, the rest
/// is random. It is unique and hard to guess, but it is a name, not a secret.
public struct Identifier<Subject>: TextValue, Comparable {
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The next identifier of this process: later than every one before it on any thread, for any subject.
    public static func new() -> Self {
        let (high, low) = IdentifierSource.shared.next()
        return Self(high: high, low: low)
    }

    /// An identifier for a given moment and randomness, for code that must replay identically.
    public static func new(at moment: Instant, using generator: inout some RandomNumberGenerator) -> Self {
        Self(
            high: IdentifierLayout.high(ticks: IdentifierLayout.ticks(of: moment)),
            low: IdentifierLayout.low(random: generator.next()))
    }

    /// When it was made, as far as it tells.
    public var moment: Instant {
        let fraction = (high & 0xFFF) * 1000 / 4096
        return Instant(microseconds: Int64(high >> 16) * 1000 + Int64(fraction))
    }

    /// What the storage shards by: the high 64 bits.
    public var shardKey: Int64 { Int64(bitPattern: high) }

    public static func < (left: Self, right: Self) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }

    /// The 16 bytes, most significant first.
    public var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
            let raw = UnsafeMutableRawPointer(buffer.baseAddress!)
            raw.storeBytes(of: high.bigEndian, as: UInt64.self)
            raw.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
            count = 16
        }
    }

    /// The identifier stored in 16 bytes, or nil for any other number of bytes.
    ///
    /// Every row that is read has one: over any collection, unspecialised, it took a third of reading the register.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        let (high, low) = bytes.withUnsafeBytes { raw in
            (raw.loadUnaligned(as: UInt64.self), raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
        self.init(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
    }

    /// The same bits as the name of something else, where one thing's identity is another's by design.
    public func retyped<Other>(as _: Other.Type = Other.self) -> Identifier<Other> {
        Identifier<Other>(high: high, low: low)
    }
}

/// Where the bits of a UUIDv7 go. Time is counted in ticks of 1/4096 ms.
enum IdentifierLayout {
    @inline(__always)
    static func high(ticks: UInt64) -> UInt64 {
        (ticks >> 12) << 16 | 0x7000 | (ticks & 0xFFF)
    }

    @inline(__always)
    static func low(random: UInt64) -> UInt64 {
        random & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    }

    @inline(__always)
    static func ticks(of moment: Instant) -> UInt64 {
        let (milliseconds, fraction) = UInt64(max(moment.microseconds, 0)).quotientAndRemainder(dividingBy: 1000)
        return milliseconds << 12 | (fraction << 12 + 999) / 1000
    }
}
