import Configuration
import Foundation
import Yams

/// What an installation's file and the environment say, for options that are not given as flags. A flag goes before the
/// environment, and the environment before the file.
struct Settings: Sendable {
    /// What is set cannot be used.
    struct Invalid: Error, Equatable, CustomStringConvertible {
        /// A file, or a variable of the environment.
        let place: String
        let line: Int?
        let message: String
        var description: String { "\(place)\(line.map { ":\($0)" } ?? ""): \(message)" }
    }

    /// Of this process. What cannot be used ends it with 2.
    static let ofProcess: Settings = {
        do {
            return try Settings(arguments: CommandLine.arguments, environment: ProcessInfo.processInfo.environment)
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(2)
        }
    }()

    private let values: ConfigReader

    /// The file is the one after `--config`, or in `LIANBAN_CONFIG`.
    /// - Throws: `Invalid`.
    init(arguments: [String], environment: [String: String]) throws {
        // An empty variable says nothing.
        let environment = environment.filter { !$0.value.isEmpty }
        for setting in Setting.allCases {
            guard let value = environment[setting.variable], let complaint = setting.complaint(about: value) else {
                continue
            }
            throw Invalid(place: setting.variable, line: nil, message: complaint)
        }
        let variables = EnvironmentVariablesProvider(
            environmentVariables: environment,
            secretsSpecifier: .specific(Set(Setting.allCases.filter(\.isSecret).map(\.variable))))
        let file = try Self.path(arguments, environment).map(Self.read) ?? [:]
        values = ConfigReader(providers: [
            variables.prefixKeys(with: "lianban"), InMemoryProvider(name: "file", values: file),
        ])
    }

    /// nil when it is nowhere, or empty.
    func text(_ setting: Setting) -> String? {
        values.string(forKey: ConfigKey([setting.rawValue])).flatMap(setting.canonical)
    }
    func number(_ setting: Setting) -> Int? { text(setting).flatMap { Int($0) } }
    func flag(_ setting: Setting) -> Bool { text(setting).flatMap { Setting.truths[$0.lowercased()] } ?? false }

    private static func path(_ arguments: [String], _ environment: [String: String]) -> String? {
        for (index, argument) in arguments.enumerated() {
            if argument == "--config", index + 1 < arguments.count { return arguments[index + 1] }
            if argument.hasPrefix("--config=") { return String(argument.dropFirst("--config=".count)) }
        }
        return environment["LIANBAN_CONFIG"]
    }

    /// The library's own reader of YAML takes names it was never asked for and says no line.
    private static func read(_ path: String) throws -> [AbsoluteConfigKey: ConfigValue] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Invalid(place: path, line: nil, message: "cannot be read")
        }
        let node: Yams.Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw Invalid(place: path, line: nil, message: "is not YAML: \(error)")
        }
        guard let node, node.null == nil else { return [:] }
        guard let mapping = node.mapping else {
            throw Invalid(place: path, line: 1, message: "names with values belong here")
        }
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for (key, value) in mapping {
            guard let setting = key.string.flatMap(Setting.init) else {
                let known = Setting.allCases.map(\.rawValue).sorted().joined(separator: ", ")
                throw Invalid(
                    place: path, line: key.mark?.line, message: "\(key.string ?? "?") is not known; known are \(known)")
            }
            guard let text = value.scalar?.string else {
                throw Invalid(place: path, line: value.mark?.line, message: "\(setting.rawValue) is one value")
            }
            if let complaint = setting.complaint(about: text) {
                throw Invalid(place: path, line: value.mark?.line, message: complaint)
            }
            values[AbsoluteConfigKey([setting.rawValue])] = ConfigValue(.string(text), isSecret: setting.isSecret)
        }
        return values
    }
}

/// A setting of this process, for the defaults of options.
func setting(_ setting: Setting) -> String? { Settings.ofProcess.text(setting) }
