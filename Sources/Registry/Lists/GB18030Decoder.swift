import Foundation

/// Turns GB 18030, the encoding of older Chinese spreadsheets, into UTF-8 piece by piece.
final class GB18030Decoder {
    private let converter: iconv_t
    private var rest: [UInt8] = []

    init() throws {
        guard let opened = iconv_open("UTF-8", "GB18030"), Int(bitPattern: opened) != -1 else {
            throw HostileFile.brokenText(row: 1, encoding: .gb18030)
        }
        converter = opened
    }

    deinit { iconv_close(converter) }

    /// Whether a character is left unfinished.
    var hasRest: Bool { !rest.isEmpty }

    /// The next piece as UTF-8, nil when it is no such text. A character cut in two waits for its second half.
    func decode(_ piece: [UInt8]) -> [UInt8]? {
        var input = rest + piece
        rest = []
        var output = [UInt8](repeating: 0, count: input.count * 2 + 16)
        let outcome: (left: Int, room: Int, isGood: Bool) = input.withUnsafeMutableBytes { source in
            output.withUnsafeMutableBytes { target in
                var from: UnsafeMutablePointer<CChar>? = source.baseAddress?.assumingMemoryBound(to: CChar.self)
                var to: UnsafeMutablePointer<CChar>? = target.baseAddress?.assumingMemoryBound(to: CChar.self)
                var left = source.count
                var room = target.count
                let result = iconv(converter, &from, &left, &to, &room)
                let isGood = result != -1 || (errno == EINVAL && left < 4)
                return (left, room, isGood)
            }
        }
        guard outcome.isGood else { return nil }
        rest = Array(input.suffix(outcome.left))
        output.removeLast(outcome.room)
        return output
    }
}
