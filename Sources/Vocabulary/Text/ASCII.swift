/// Digits out of, and into, ASCII bytes.
enum ASCII {
    static let zero: UInt8 = 0x30
    static let hyphen: UInt8 = 0x2D
    static let space: UInt8 = 0x20

    /// The digit a byte stands for, or a value above 9.
    @inline(__always)
    static func digit(_ byte: UInt8) -> UInt8 { byte &- zero }

    /// The number written by the digits of `range`, or the offset of the first byte that is none. At most 18 digits.
    @inline(__always)
    static func number(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Reading {
        var value: UInt64 = 0
        for offset in range {
            let digit = digit(bytes[offset])
            guard digit < 10 else { return .stopped(at: offset) }
            value = value &* 10 &+ UInt64(digit)
        }
        return .number(value)
    }

    enum Reading {
        case number(UInt64)
        case stopped(at: Int)
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// Writes `value` with leading zeros into `count` bytes from `offset`.
    @inline(__always)
    func write(_ value: UInt64, digits count: Int, at offset: Int) {
        var rest = value
        var index = offset + count
        while index - offset >= 2 {
            let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
            index -= 2
            self[index] = ASCII.zero &+ UInt8(truncatingIfNeeded: pair / 10)
            self[index + 1] = ASCII.zero &+ UInt8(truncatingIfNeeded: pair % 10)
            rest = quotient
        }
        if index > offset { self[offset] = ASCII.zero &+ UInt8(truncatingIfNeeded: rest % 10) }
    }
}

extension String {
    /// A text of exactly `count` ASCII bytes.
    @inline(__always)
    init(ascii count: Int, _ fill: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
        self.init(unsafeUninitializedCapacity: count) { buffer in
            fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
            return count
        }
    }
}
