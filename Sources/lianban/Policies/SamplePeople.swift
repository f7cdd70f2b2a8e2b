import ArgumentParser
import Catalog
import Eligibility
import FEEL
import Foundation
import Vocabulary

/// People of a CSV file (RFC 4180): a head of element codes, one person a line.
///
/// `subject` names the person and `applied_on` the day; both may be left out. An empty cell is unknown, `-` says that there
/// is no such thing.
struct SamplePeople {
    struct Person: Sendable {
        let subject: String
        let circumstances: Circumstances
    }

    let people: [Person]

    /// - Parameter day: for people whose line names none.
    init(csv text: String, of catalog: Catalog, on day: CalendarDay, file: String) throws {
        let lines = Self.lines(text)
        guard let head = lines.first else { throw ValidationError("\(file): there is no head with element codes") }
        let known = Set(catalog.elements.codes.map(\.rawValue)).union(["subject", "applied_on"])
        for (column, name) in head.enumerated() where !known.contains(name) {
            throw ValidationError("\(file):1: column \(column + 1) “\(name)” is no data element")
        }
        people = try lines.dropFirst().enumerated().map { index, cells in
            let line = index + 2
            guard cells.count == head.count else {
                throw ValidationError("\(file):\(line): \(cells.count) cells, but the head has \(head.count)")
            }
            let row = Dictionary(zip(head, cells), uniquingKeysWith: { first, _ in first })
            let own = try row["applied_on"].flatMap { $0.isEmpty ? nil : try CalendarDay(parsing: $0) }
            var circumstances = Circumstances(on: own ?? day)
            for (name, cell) in row where name != "subject" && name != "applied_on" && !cell.isEmpty {
                guard let element = catalog.elements[ElementCode(name)] else { continue }
                do throws(AnswerRefused) {
                    let value = cell == "-" ? .null : try catalog.value(of: element, from: cell)
                    circumstances.answer(element.code, value)
                } catch {
                    throw ValidationError("\(file):\(line): \(name): \(error.message.en)")
                }
            }
            return Person(subject: row["subject"] ?? String(index + 1), circumstances: circumstances)
        }
    }

    /// The cells of each line; quotes may hold commas, line ends and doubled quotes.
    static func lines(_ text: String) -> [[String]] {
        var lines: [[String]] = []
        var line: [String] = []
        var cell = ""
        var isQuoted = false
        var iterator = text.unicodeScalars.makeIterator()
        var next = iterator.next()
        if next == "\u{FEFF}" { next = iterator.next() }
        func close(_ wholeLine: Bool) {
            line.append(cell.trimmingCharacters(in: .whitespaces))
            cell = ""
            guard wholeLine else { return }
            if line != [""] { lines.append(line) }
            line = []
        }
        while let scalar = next {
            next = iterator.next()
            switch scalar {
            case "\"" where isQuoted && next == "\"":
                cell.append("\"")
                next = iterator.next()
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: close(false)
            case "\r" where !isQuoted: break
            case "\n" where !isQuoted: close(true)
            default: cell.unicodeScalars.append(scalar)
            }
        }
        close(true)
        return lines
    }
}
