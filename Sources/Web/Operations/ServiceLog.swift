import Foundation
import Ledger
import Logging
import Vocabulary

/// The service's log: one line an event on standard error, without personal data.
public struct ServiceLog: LogHandler {
    /// For people, or one JSON object a line for programs.
    public enum Format: String, CaseIterable, Sendable { case text, json }

    public let label: String
    public let format: Format
    public var logLevel: Logger.Level = .info
    public var metadata: Logger.Metadata = [:]

    public init(label: String, format: Format) {
        self.label = label
        self.format = format
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let line = line(
            event.message.description, event.level, all.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") },
            at: .now)
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    /// One event as a line: what stands in it, line breaks included, never begins another.
    func line(
        _ message: String, _ level: Logger.Level, _ details: [(name: String, value: String)], at now: Instant
    ) -> String {
        let message = Discretion.masked(message)
        let details = details.map { (name: $0.name, value: Discretion.masked($0.value)) }
        switch format {
        case .json:
            let head: [(String, String)] = [
                ("time", now.description), ("level", level.rawValue), ("logger", label), ("message", message),
            ]
            return Self.escaped(.object((head + details).map { JSON.Member($0.0, .string($0.1)) }))
        case .text:
            let head = "\(now) \(level) \(label): \(Self.isOneLine(message) ? message : Self.quoted(message))"
            return
                ([head] + details.map { "\($0.name)=\(Self.isOneWord($0.value) ? $0.value : Self.quoted($0.value))" })
                .joined(separator: " ")
        }
    }

    private static func quoted(_ text: String) -> String { escaped(JSON.string(text)) }

    /// JSON whose text has no line break of any alphabet.
    private static func escaped(_ json: JSON) -> String {
        json.encodedText.unicodeScalars.reduce(into: "") { text, scalar in
            if breaksLine(scalar) {
                text += "\\u" + String(scalar.value + 0x1_0000, radix: 16).dropFirst()
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }

    private static func breaksLine(_ scalar: Unicode.Scalar) -> Bool {
        [.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
    }

    private static func isOneLine(_ text: String) -> Bool { !text.unicodeScalars.contains(where: breaksLine) }

    private static func isOneWord(_ text: String) -> Bool {
        !text.isEmpty && isOneLine(text) && !text.contains { $0.isWhitespace || $0 == "\"" || $0 == "=" }
    }
}
