import FEEL
import Foundation
import Testing

/// Cases of our own in `tests/feel`, beyond the conformance kit: an expression and what it equals, a line each.
///
/// `null` also stands where a text is no FEEL at all, as in a model.
@Suite struct `FEEL case by case` {
    static let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "tests/feel")

    private func value(_ text: String) -> Value {
        (try? Expression(parsing: text))?.evaluate(in: [:]) ?? .null
    }

    @Test(arguments: ["lists", "texts", "numbers", "days", "ranges", "contexts", "logic"])
    func `every case holds`(_ subject: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: subject + ".txt"), encoding: .utf8)
        var count = 0
        for line in text.split(separator: "\n") {
            let parts = line.components(separatedBy: " => ")
            try #require(parts.count >= 2, "\(line)")
            let expression = parts.dropLast().joined(separator: " => ")
            let wanted = try Expression(parsing: parts[parts.count - 1]).evaluate(in: [:])
            let found = value(expression)
            #expect(found.equals(wanted) == true, "\(expression) gave \(found), not \(wanted)")
            count += 1
        }
        #expect(count > 30)
    }
}
