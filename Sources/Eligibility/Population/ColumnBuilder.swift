import FEEL

/// Collects the values of one fact and chooses the narrowest column for them.
public struct ColumnBuilder {
    private let name: String
    private var codes: [Value: UInt32] = [.null: 0]
    private var dictionary: [Value] = [.null]
    private var rows: [UInt32] = []

    public init(_ name: String) { self.name = name }

    public mutating func append(_ value: Value) {
        if let code = codes[value] {
            rows.append(code)
        } else {
            let code = UInt32(dictionary.count)
            codes[value] = code
            dictionary.append(value)
            rows.append(code)
        }
    }

    public var column: Column {
        let rows = rows
        if dictionary.count <= 256 {
            return Column(name, count: rows.count, bytes: dictionary) { Int(rows[$0]) }
        }
        if dictionary.count <= 65_536 {
            return Column(name, count: rows.count, shorts: dictionary) { Int(rows[$0]) }
        }
        for scale in 0...4 {
            guard let integers = integers(scale) else { continue }
            let cells = Cells<Int32>(count: rows.count) { integers[Int(rows[$0])] }
            return Column(name, count: rows.count, .integers(cells, scale: scale))
        }
        return Column(name, count: rows.count, .values(rows.map { dictionary[Int($0)] }))
    }

    /// The dictionary as scaled integers, if every value is one.
    private func integers(_ scale: Int) -> [Int32]? {
        var integers: [Int32] = []
        integers.reserveCapacity(dictionary.count)
        for value in dictionary {
            if value.isNull {
                integers.append(.min)
            } else if let number = value.number, let integer = number.integer(scale: scale),
                let narrow = Int32(exactly: integer), narrow != .min
            {
                integers.append(narrow)
            } else {
                return nil
            }
        }
        return integers
    }
}

extension Decimal128 {
    /// `self × 10^scale` if that is a whole number that fits.
    func integer(scale: Int) -> Int? {
        let factor = Decimal128(negative: false, coefficient: 1, exponent: scale)
        return factor.flatMap { self * $0 }.flatMap { $0.isInteger ? $0.integer : nil }
    }

    /// The largest whole number not above `self × 10^scale`.
    func floor(scale: Int) -> Int? {
        let factor = Decimal128(negative: false, coefficient: 1, exponent: scale)
        return factor.flatMap { self * $0 }.flatMap { $0.rounded(to: 0, .floor) }?.integer
    }
}
