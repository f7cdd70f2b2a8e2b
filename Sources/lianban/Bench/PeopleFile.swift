import Eligibility
import Foundation
import Ledger

/// Generated people and rules in files that other engines read: one file of whole numbers for each column, and `manifest.json`.
struct PeopleFile {
    let population: Population
    let rules: [PopulationRule]
    /// The answers to compare with: how many people each rule holds for, and the sum of their row numbers.
    let counts: [Int]
    let sums: [Int]

    func write(to folder: URL) throws {
        let all = population.tableKinds
        let reader = TableConditionReader(kinds: all, constants: population.constants)
        let conditions = try rules.map { rule in
            try reader.condition(rule).listingParts { population.columns[$0]?.dictionary?.compactMap(\.string) ?? [] }
        }
        let needed = Set(rules.flatMap { $0.conditions.flatMap(\.names) })
        var columns: [JSON] = []
        for (name, kind) in all.sorted(by: { $0.key < $1.key }) where needed.contains(name) {
            guard let integers = population.integers(name, as: kind) else { continue }
            let bits = try write(integers, to: folder.appendingPathComponent(name + ".bin"))
            let texts =
                kind == .text ? population.columns[name]?.dictionary?.map { $0.string.map(JSON.string) ?? .null } : nil
            columns.append(
                .members(["name": .string(name), "bits": .integer(bits), "texts": texts.map { .array($0) }]))
        }
        let listed = zip(rules, conditions).map { rule, condition -> JSON in
            ["name": .string(rule.name), "condition": condition.json]
        }
        let manifest: JSON = [
            "people": .integer(population.count), "columns": .array(columns), "rules": .array(listed),
            "counts": .array(counts.map { .integer($0) }), "sums": .array(sums.map { .integer($0) }),
        ]
        try Data(manifest.encodedText.utf8).write(to: folder.appendingPathComponent("manifest.json"))
    }

    /// The narrowest integers that hold the column; the least of them stands for null.
    private func write(_ integer: (Int) -> Int?, to file: URL) throws -> Int {
        var largest = 0
        for row in 0..<population.count { largest = max(largest, integer(row)?.magnitude.clamped ?? 0) }
        func bytes<Number: FixedWidthInteger>(_: Number.Type) -> Data {
            var numbers = [Number](repeating: .min, count: population.count)
            for row in 0..<population.count {
                if let value = integer(row) { numbers[row] = Number(truncatingIfNeeded: value) }
            }
            return numbers.withUnsafeBytes { Data($0) }
        }
        switch largest {
        case ...127:
            try bytes(Int8.self).write(to: file)
            return 8
        case ...32_767:
            try bytes(Int16.self).write(to: file)
            return 16
        default:
            try bytes(Int32.self).write(to: file)
            return 32
        }
    }
}

extension UInt {
    fileprivate var clamped: Int { Int(clamping: self) }
}

extension TableCondition {
    /// The condition as a tree that other languages can walk: `["<", column, factor, literal]` and the like.
    fileprivate var json: JSON {
        switch self {
        case .constant(let truth): ["constant", truth.map(JSON.bool) ?? .null]
        case .isNull(let name): ["null", .string(name)]
        case .compare(let operation, let left, let right): [.string(operation.rawValue), left.json, right.json]
        case .member(let name, let literals): ["in", .string(name), .array(literals.map(\.json))]
        case .not(let inner): ["not", inner.json]
        case .all(let parts): .array(["and"] + parts.map(\.json))
        case .any(let parts): .array(["or"] + parts.map(\.json))
        case .choice(let condition, let then, let otherwise): ["if", condition.json, then.json, otherwise.json]
        }
    }
}

extension TableCondition.Term {
    fileprivate var json: JSON {
        switch self {
        case .column(let name, let factor): ["column", .string(name), .integer(factor)]
        // A condition whose parts are listed has none.
        case .part(let name, _, _): ["column", .string(name), 1]
        case .literal(let literal): ["literal", literal.json]
        }
    }
}

extension TableCondition.Literal {
    fileprivate var json: JSON {
        switch self {
        case .integer(let value): .integer(value)
        case .text(let text): .string(text)
        }
    }
}
