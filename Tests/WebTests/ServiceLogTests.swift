import Logging
import Testing
import Vocabulary

@testable import Web

@Suite struct `A line of the log` {
    private static let noon = Instant(CalendarDay(year: 2026, month: 11, day: 29)!, hour: 12, minute: 0)

    private func line(_ format: ServiceLog.Format, _ message: String, _ details: [(String, String)] = []) -> String {
        ServiceLog(label: "lianban", format: format)
            .line(message, .warning, details.map { (name: $0.0, value: $0.1) }, at: Self.noon)
    }

    @Test func `tells people what happened and about what`() {
        #expect(
            line(.text, "a duty failed", [("duty", "alarms"), ("error", "no answer"), ("route", "/zh/items/{id}")])
                .hasSuffix(#" warning lianban: a duty failed duty=alarms error="no answer" route=/zh/items/{id}"#))
    }

    @Test(arguments: ServiceLog.Format.allCases, ["\n", "\r\n", "\u{0B}", "\u{85}", "\u{2028}", "\u{1B}[2J"])
    func `stays one line, whatever an error or a caller puts into it`(format: ServiceLog.Format, mischief: String) {
        let forged = "\(mischief)2026-11-29T12:00:00Z notice lianban: all is well"
        let line = line(format, "odd\(forged)", [("agent", forged)])
        #expect(!line.contains { $0.isNewline })
        #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }

    @Test(arguments: ServiceLog.Format.allCases)
    func `holds no personal numbers`(format: ServiceLog.Format) {
        let line = line(
            format, "of 530102199802153125", [("phone", "13888005678"), ("card", "at 6222020200112233445")])
        #expect(
            !line.contains("530102199802153125") && !line.contains("13888005678")
                && !line.contains("6222020200112233445"))
    }
}
