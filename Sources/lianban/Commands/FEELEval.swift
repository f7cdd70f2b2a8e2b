import ArgumentParser
import FEEL
import Foundation
import Ledger

extension FEELCommand {
    /// `lianban feel eval`: the value of one expression, what is missing, and why.
    struct Eval: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "eval", abstract: "Evaluate an expression over facts; says what is missing and why.",
            discussion: """
                Facts are one JSON object. A name that is not in it is unknown; null says that there is no such thing.
                The type of a text can be given as FEEL text: {"born": "@\\"1998-02-15\\""} is a date.
                """)
        @Argument(help: "A FEEL expression, such as 'age >= 18 and local'.") var expression: String
        @Option(help: "A file with the facts as one JSON object; - for standard input.") var facts: String?
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let console = output.console
            let known = try readFacts(console)
            let rule: FEEL.Expression
            do throws(FEEL.SyntaxError) {
                rule = try FEEL.Expression(parsing: expression, knownNames: known.keys)
            } catch {
                let message = console(error.chineseMessage, error.message)
                console.complain("\(error.position.line):\(error.position.column)  \(message)")
                throw ExitCode(2)
            }
            let partial = rule.evaluate(knowing: known)
            let explanation = rule.explain(in: known)
            let value = partial.value ?? explanation.value
            if console.json {
                console.put(Self.json(value, partial, explanation))
            } else {
                say(value, partial, explanation, console)
            }
        }

        private func readFacts(_ console: Console) throws -> [String: FEEL.Value] {
            guard let facts else { return [:] }
            let bytes: Data
            do {
                bytes = try Input.bytes(facts)
            } catch {
                console.complain(console("读不到事实文件 \(facts)", "the facts cannot be read from \(facts)"))
                throw ExitCode(2)
            }
            do {
                guard case .context(let context) = try FEEL.Value(json: bytes) else {
                    console.complain(console("\(facts)：事实应为一个 JSON 对象", "\(facts): the facts must be one JSON object"))
                    throw ExitCode(2)
                }
                return Dictionary(context.map { ($0.0, Self.typed($0.1)) }, uniquingKeysWith: { first, _ in first })
            } catch let error as FEEL.MalformedJSON {
                console.complain(console("\(facts)：不是 JSON，\(error)", "\(facts): not JSON, \(error)"))
                throw ExitCode(2)
            }
        }

        /// JSON has no dates; `@"…"` is a FEEL literal.
        private static func typed(_ value: FEEL.Value) -> FEEL.Value {
            guard case .string(let text) = value, text.hasPrefix("@\""),
                let literal = try? FEEL.Expression(parsing: text)
            else {
                return value
            }
            return literal.evaluate(in: [:])
        }

        private func say(_ value: FEEL.Value, _ partial: PartialOutcome, _ explanation: Explanation, _ console: Console)
        {
            console.say(partial.missing.isEmpty ? "\(value)" : console("尚不能判断", "not decided yet"))
            if !partial.missing.isEmpty {
                console.say(console("缺少：", "missing: ") + partial.missing.joined(separator: console("、", ", ")))
            }
            for reason in explanation.because { console.say("  " + console(reason.chinese(), reason.english())) }
        }

        private static func json(_ value: FEEL.Value, _ partial: PartialOutcome, _ explanation: Explanation) -> JSON {
            let because = explanation.because.map { reason -> JSON in
                [
                    "expression": .string(reason.expression), "line": .integer(reason.position.line),
                    "column": .integer(reason.position.column), "value": JSON(feel: reason.value),
                    "facts": .object(reason.facts.map { .init($0.name, JSON(feel: $0.value)) }),
                    "message": .string(reason.english()), "messageZh": .string(reason.chinese()),
                ]
            }
            let isOpen = !partial.missing.isEmpty
            return [
                "value": isOpen ? .null : JSON(feel: value), "type": .string(isOpen ? "undetermined" : value.typeName),
                "missing": .array(partial.missing.map(JSON.string)), "because": .array(because),
            ]
        }
    }
}

extension JSON {
    /// A value of the rule language in JSON's own kinds.
    init(feel value: FEEL.Value) { self = (try? JSON(parsing: value.json)) ?? .null }
}
