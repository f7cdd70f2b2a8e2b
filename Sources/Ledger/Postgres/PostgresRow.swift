import CPQ

/// One row of an answer in PostgreSQL's binary format.
struct PostgresRow: Row {
    /// A `PGresult`.
    let result: OpaquePointer
    let row: Int32

    func isNull(_ column: Int) -> Bool { PQgetisnull(result, row, Int32(column)) == 1 }

    func integer(_ column: Int) -> Int64 {
        let raw = raw(column)
        switch kind(column) {
        case .integer: return raw.bigEndianInteger
        case .boolean: return raw.first == 1 ? 1 : 0
        case .single, .double: return Int64(exactly: real(column).rounded(.towardZero)) ?? 0
        case .numeric: return Numeric(raw).integer
        case .other: return Int64(text(column)) ?? 0
        }
    }

    func real(_ column: Int) -> Double {
        let raw = raw(column)
        switch kind(column) {
        case .double: return Double(bitPattern: UInt64(bitPattern: raw.bigEndianInteger))
        case .single: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: raw.bigEndianInteger)))
        case .numeric: return Numeric(raw).real
        case .integer, .boolean: return Double(integer(column))
        case .other: return Double(text(column)) ?? 0
        }
    }

    func text(_ column: Int) -> String {
        if isNull(column) { return "" }
        switch kind(column) {
        case .other: return String(decoding: raw(column), as: UTF8.self)
        case .integer, .boolean: return String(integer(column))
        case .single, .double, .numeric: return String(real(column))
        }
    }

    func bytes(_ column: Int) -> [UInt8] { [UInt8](raw(column)) }

    private enum Kind { case integer, boolean, single, double, numeric, other }

    /// By the object identifiers of `pg_type`, which never change.
    private func kind(_ column: Int) -> Kind {
        switch PQftype(result, Int32(column)) {
        case 20, 21, 23, 26: .integer
        case 16: .boolean
        case 700: .single
        case 701: .double
        case 1700: .numeric
        default: .other
        }
    }

    private func raw(_ column: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, Int32(column)), count: Int(PQgetlength(result, row, Int32(column))))
    }
}

/// PostgreSQL's decimal number, which sums of BIGINT come as: digits of base 10,000 with the weight of the first.
private struct Numeric {
    private var digits: [Int64] = []
    private var weight = 0
    private var isNegative = false

    init(_ raw: UnsafeRawBufferPointer) {
        guard raw.count >= 8 else { return }
        func word(_ index: Int) -> Int64 {
            UnsafeRawBufferPointer(rebasing: raw[(index * 2)..<(index * 2 + 2)]).bigEndianInteger
        }
        weight = Int(word(1))
        isNegative = word(2) == 0x4000
        for index in 0..<Int(word(0)) where 8 + index * 2 + 2 <= raw.count { digits.append(word(4 + index)) }
    }

    /// Without its fraction; what does not fit becomes the nearest that does.
    var integer: Int64 {
        var value: Int64 = 0
        for place in stride(from: 0, through: weight, by: 1) {
            let digit = place < digits.count ? digits[place] : 0
            let (shifted, tooBig) = value.multipliedReportingOverflow(by: 10_000)
            let (sum, over) = shifted.addingReportingOverflow(isNegative ? -digit : digit)
            if tooBig || over { return isNegative ? .min : .max }
            value = sum
        }
        return value
    }

    var real: Double {
        var value = 0.0
        for (place, digit) in digits.enumerated() {
            var factor = 1.0
            for _ in 0..<abs(weight - place) { factor *= 10_000 }
            value += weight >= place ? Double(digit) * factor : Double(digit) / factor
        }
        return isNegative ? -value : value
    }
}

extension UnsafeRawBufferPointer {
    /// A signed integer of one to eight bytes, most significant first; 0 when empty.
    fileprivate var bigEndianInteger: Int64 {
        guard let first else { return 0 }
        var value = Int64(Int8(bitPattern: first))
        for byte in dropFirst() { value = value << 8 | Int64(byte) }
        return value
    }
}
