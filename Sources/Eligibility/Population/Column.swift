import FEEL

/// One fact about every person, in the narrowest form that holds it.
///
/// Most facts take few different values, so a column keeps a list of them and one small code for each person; code 0 is
/// `null`, not known. Amounts that take more than 65,536 values are kept as scaled integers, anything else value by value.
public final class Column: Sendable {
    enum Storage: Sendable {
        case bytes(Cells<UInt8>, dictionary: [Value])
        case shorts(Cells<UInt16>, dictionary: [Value])
        /// `value × 10^scale`; the least integer stands for `null`.
        case integers(Cells<Int32>, scale: Int)
        case values([Value])
    }

    public let name: String
    public let count: Int
    let storage: Storage

    init(_ name: String, count: Int, _ storage: Storage) {
        self.name = name
        self.count = count
        self.storage = storage
    }

    /// A column of codes made elsewhere, such as by a generator.
    ///
    /// - Parameters:
    ///   - dictionary: at most 256 values, the first of them `null`.
    ///   - code: the place in the dictionary of one row's value; called once for each row, in order.
    public convenience init(_ name: String, count: Int, bytes dictionary: [Value], code: (Int) -> Int) {
        precondition(dictionary.count <= 256 && dictionary.first == .null)
        let cells = Cells<UInt8>(count: count) { UInt8(truncatingIfNeeded: code($0)) }
        self.init(name, count: count, .bytes(cells, dictionary: dictionary))
    }

    /// The same with at most 65,536 values.
    public convenience init(_ name: String, count: Int, shorts dictionary: [Value], code: (Int) -> Int) {
        precondition(dictionary.count <= 65_536 && dictionary.first == .null)
        let cells = Cells<UInt16>(count: count) { UInt16(truncatingIfNeeded: code($0)) }
        self.init(name, count: count, .shorts(cells, dictionary: dictionary))
    }

    /// The value of one row.
    public subscript(row: Int) -> Value {
        switch storage {
        case .bytes(let cells, let dictionary): dictionary[Int(cells[row])]
        case .shorts(let cells, let dictionary): dictionary[Int(cells[row])]
        case .integers(let cells, let scale): Self.value(cells[row], scale: scale)
        case .values(let values): values[row]
        }
    }

    /// The values that occur, by code; nil where the column has no codes.
    public var dictionary: [Value]? {
        switch storage {
        case .bytes(_, let dictionary), .shorts(_, let dictionary): dictionary
        case .integers, .values: nil
        }
    }

    /// A column that follows from this one value by value.
    public func mapped(to name: String, _ transform: (Value) -> Value) -> Column {
        guard let dictionary else {
            var builder = ColumnBuilder(name)
            for row in 0..<count { builder.append(transform(self[row])) }
            return builder.column
        }
        let values = dictionary.map(transform)
        var codes: [Value: Int] = [.null: 0]
        var distinct: [Value] = [.null]
        let translated = values.map { value in
            if let known = codes[value] { return known }
            codes[value] = distinct.count
            distinct.append(value)
            return distinct.count - 1
        }
        let place: (Int) -> Int
        switch storage {
        case .bytes(let cells, _): place = { Int(cells[$0]) }
        case .shorts(let cells, _): place = { Int(cells[$0]) }
        default: return self
        }
        return distinct.count <= 256
            ? Column(name, count: count, bytes: distinct) { translated[place($0)] }
            : Column(name, count: count, shorts: distinct) { translated[place($0)] }
    }

    static func value(_ integer: Int32, scale: Int) -> Value {
        if integer == .min { return .null }
        return Decimal128(negative: integer < 0, coefficient: UInt128(integer.magnitude), exponent: -scale)
            .map(Value.number) ?? .null
    }
}

/// Memory for one number per row, freed with its owner.
final class Cells<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    let start: UnsafeMutablePointer<Element>
    let count: Int

    init(count: Int, _ element: (Int) -> Element) {
        self.count = count
        start = UnsafeMutablePointer<Element>.allocate(capacity: max(1, count))
        for row in 0..<count { start[row] = element(row) }
    }

    subscript(row: Int) -> Element {
        precondition(row >= 0 && row < count)
        return start[row]
    }

    deinit { start.deallocate() }
}
