import CQREncode

/// A QR code (GB/T 18284, ISO/IEC 18004): a square of dark and light modules.
///
/// The text is stored as UTF-8 bytes in the smallest version that holds it.
public struct QRCode: Hashable, Sendable {
    /// Modules along one side, without the quiet zone: 21 to 177.
    public let size: Int
    private let modules: [Bool]

    /// How much of the symbol may be lost or covered and still be read.
    public enum Correction: Sendable, CaseIterable {
        /// About 7%.
        case low
        /// About 15%: right for screens and clean paper.
        case medium
        /// About 25%: right for posters and stickers.
        case quartile
        /// About 30%.
        case high

        var level: QRecLevel {
            switch self {
            case .low: QR_ECLEVEL_L
            case .medium: QR_ECLEVEL_M
            case .quartile: QR_ECLEVEL_Q
            case .high: QR_ECLEVEL_H
            }
        }
    }

    /// The text is empty, or longer than the largest symbol holds (2,331 bytes at medium correction).
    public struct Unencodable: Error, Hashable {
        public let byteCount: Int
    }

    public init(_ text: String, correction: Correction = .medium) throws(Unencodable) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, let code = QRcode_encodeData(Int32(clamping: bytes.count), bytes, 0, correction.level)
        else {
            throw Unencodable(byteCount: bytes.count)
        }
        defer { QRcode_free(code) }
        size = Int(code.pointee.width)
        // The lowest bit of a module says dark; the others describe its part in the symbol.
        modules = UnsafeBufferPointer(start: code.pointee.data, count: size * size).map { $0 & 1 == 1 }
    }

    /// Whether the module is dark. Column `x` from the left, row `y` from the top, from 0.
    public func isDark(x: Int, y: Int) -> Bool { modules[y * size + x] }

    /// The quiet zone that the standard asks for around the symbol, in modules.
    public static let quietZone = 4

    /// The dark modules as horizontal runs: row, first column, length.
    var runs: [(x: Int, y: Int, length: Int)] {
        var found: [(x: Int, y: Int, length: Int)] = []
        for y in 0..<size {
            var x = 0
            while x < size {
                guard isDark(x: x, y: y) else {
                    x += 1
                    continue
                }
                let start = x
                while x < size, isDark(x: x, y: y) { x += 1 }
                found.append((start, y, x - start))
            }
        }
        return found
    }
}
