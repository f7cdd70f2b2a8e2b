import Foundation
import Ledger
import Vocabulary

/// Why one row of a list is not taken in. The other rows are.
public struct RowFlaw: Error, Equatable, Sendable {
    public let row: Int
    public let column: String
    public let value: String
    public let code: String
    public let message: Bilingual

    public init(row: Int = 0, column: String = "", value: String = "", code: String, message: Bilingual) {
        self.row = row
        self.column = column
        self.value = value
        self.code = code
        self.message = message
    }
}

/// A row that is good: whom it is about, and what it says.
struct ListRow: Sendable {
    let index: [UInt8]
    let facts: [Fact]
    /// What the row says, when it is about no person.
    var entry: ListedEntry?
}

/// Reads rows by their mapping.
struct ListRowReader: Sendable {
    let mapping: ListMapping
    let register: Register
    /// The value of an element from its text, nil for an empty one.
    let read: ListImport.Reading
    private let places: [(place: Int, column: String, element: String)]
    private let numberPlace: Int

    init(_ mapping: ListMapping, header: [String], register: Register, read: @escaping ListImport.Reading) throws {
        var known: [String: Int] = [:]
        for (place, name) in header.enumerated() {
            guard known.updateValue(place, forKey: name) == nil else { throw HostileFile.columnTwice(name) }
        }
        guard let numberPlace = known[mapping.number] else { throw HostileFile.columnMissing(mapping.number) }
        places = try mapping.columns.sorted { $0.key < $1.key }.map { column, element in
            guard let place = known[column] else { throw HostileFile.columnMissing(column) }
            return (place, column, element)
        }
        self.mapping = mapping
        self.register = register
        self.read = read
        self.numberPlace = numberPlace
    }

    func row(_ cells: [String], _ row: Int) throws(RowFlaw) -> ListRow {
        func cell(_ place: Int) -> String { place < cells.count ? cells[place] : "" }
        func flaw(_ column: String, _ value: String, _ code: String, _ message: Bilingual) -> RowFlaw {
            RowFlaw(row: row, column: column, value: value, code: code, message: message)
        }
        for entry in places where SpreadsheetCell.isFormula(cell(entry.place)) {
            throw flaw(entry.column, cell(entry.place), "formula", .init("像公式，不收", "it looks like a formula"))
        }
        if let kind = ListedEntry.Kind(rawValue: mapping.kind.rawValue) {
            let key = cell(numberPlace).trimmingCharacters(in: .whitespaces)
            do throws(RowFlaw) {
                let entry = try ListedEntry(
                    kind, key: key,
                    values: places.map { ($0.element, cell($0.place).trimmingCharacters(in: .whitespaces)) },
                    source: mapping.source, asOf: Instant(mapping.asOf, hour: 0, minute: 0))
                return ListRow(index: [], facts: [], entry: entry)
            } catch {
                let column = places.first { $0.element == error.column }?.column ?? mapping.number
                throw RowFlaw(row: row, column: column, value: error.value, code: error.code, message: error.message)
            }
        }
        let number = try number(cell(numberPlace), row)
        let from = Instant(mapping.asOf, hour: 0, minute: 0)
        var facts: [Fact] = []
        func fact(_ element: String, _ value: JSON, _ start: CalendarDay, _ end: CalendarDay?) -> Fact {
            Fact(
                element: element, value: value, source: mapping.source, evidence: "row \(row)", validFrom: start,
                validTo: end,
                asOf: from, consent: mapping.consent)
        }
        switch mapping.kind {
        case .person, .organisation:
            facts.append(
                fact(
                    mapping.kind == .person ? "citizen_id" : "business_credit_code", .string(number), mapping.asOf, nil)
            )
            for entry in places where !cell(entry.place).isEmpty {
                let text = cell(entry.place)
                if let value = try value(entry.element, text, entry.column, row) {
                    facts.append(fact(entry.element, value, mapping.asOf, nil))
                }
            }
        case .fact:
            let named = Dictionary(places.map { ($0.element, $0) }, uniquingKeysWith: { first, _ in first })
            func text(_ name: String) -> String { named[name].map { cell($0.place) } ?? "" }
            func day(_ name: String) throws(RowFlaw) -> CalendarDay? {
                guard !text(name).isEmpty else { return nil }
                if let day = try? CalendarDay(parsing: text(name)) { return day }
                throw flaw(named[name]?.column ?? name, text(name), "day", .init("不是日期", "it is no date"))
            }
            let start = try day("from") ?? mapping.asOf
            let end = try day("to")
            if let end, end < start {
                throw flaw(
                    named["to"]?.column ?? "to", text("to"), "period", .init("早于起始日期", "it ends before it begins"))
            }
            guard let value = try value(text("element"), text("value"), named["value"]?.column ?? "value", row) else {
                throw flaw(named["value"]?.column ?? "value", "", "empty", .init("没有值", "there is no value"))
            }
            facts.append(fact(text("element"), value, start, end))
        case .region, .post: break
        }
        return ListRow(index: register.index(of: number), facts: facts)
    }

    private func value(_ element: String, _ text: String, _ column: String, _ row: Int) throws(RowFlaw) -> JSON? {
        do throws(RowFlaw) {
            return try read(element, text)
        } catch {
            throw RowFlaw(row: row, column: column, value: text, code: error.code, message: error.message)
        }
    }

    /// The number in its present form.
    private func number(_ text: String, _ row: Int) throws(RowFlaw) -> String {
        let trimmed = text.filter { !$0.isWhitespace }
        if let old = CitizenID(old: trimmed) { return old.text }
        do {
            switch mapping.kind {
            case .person: return try CitizenID(parsing: trimmed).text
            case .organisation: return try CreditCode(parsing: trimmed).text
            case .fact, .region, .post:
                if let person = try? CitizenID(parsing: trimmed) { return person.text }
                return try CreditCode(parsing: trimmed).text
            }
        } catch {
            let message = (error as? any Malformed)?.message ?? Bilingual("号码有误", "the number is wrong")
            throw RowFlaw(row: row, column: mapping.number, value: text, code: "number", message: message)
        }
    }
}
