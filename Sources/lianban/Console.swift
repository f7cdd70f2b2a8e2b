import Foundation
import Ledger
import Vocabulary

/// Speaks to the person or the script at the terminal.
struct Console: Sendable {
    let language: Language
    let json: Bool
    /// Whether a person watches the output.
    let isTerminal = isatty(STDERR_FILENO) == 1

    /// Chooses the words of the terminal's language.
    func callAsFunction(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

    /// A line for people; silent when the answer is JSON.
    func say(_ text: String) {
        if !json { put(text) }
    }

    /// A line on standard output.
    func put(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    /// A line on standard error.
    func complain(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    func put(_ value: JSON) { put(value.prettyText) }

    /// Redraws a progress bar when a person watches.
    func progress(_ label: String, _ done: Int, of total: Int) {
        guard isTerminal, total > 0 else { return }
        let width = 30
        let filled = min(width, done * width / total)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        let line = "\r\(label) \(bar) \(done)/\(total)" + (done >= total ? "\n" : "")
        FileHandle.standardError.write(Data(line.utf8))
    }
}

extension JSON {
    /// A number with at most three decimals.
    static func decimal(_ value: Double) -> JSON {
        .number(value.isFinite ? String(format: "%.3f", value) : "0")
    }
}
