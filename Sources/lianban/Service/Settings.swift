import Foundation
import Yams

/// What an installation's file and the environment say, for options that are not given as flags. A flag goes before the
/// environment, and the environment before the file.
struct Settings: Sendable {
    /// What stands in a file cannot be used.
    struct Invalid: Error, Equatable, CustomStringConvertible {
        let file: String
        let line: Int?
        let message: String
        var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(message)" }
    }

    /// Names as flags have them; the environment's are in capitals after `LIANBAN_`.
    static let names: Set<String> = [
        "data", "store", "key-file", "catalog", "connectors", "host", "port", "public-address", "insecure-cookies",
        "log-level",
        "log-format", "second-factor", "refused-passwords", "virus-scanner",
    ]

    private let environment: [String: String]
    private let file: [String: String]

    /// Of this process. A file that cannot be used ends it with 2.
    static let ofProcess: Settings = {
        do {
            return try Settings(arguments: CommandLine.arguments, environment: ProcessInfo.processInfo.environment)
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(2)
        }
    }()

    /// The file is the one after `--config`, or in `LIANBAN_CONFIG`.
    /// - Throws: `Invalid`.
    init(arguments: [String], environment: [String: String]) throws {
        self.environment = environment
        file = try Self.path(arguments, environment).map(Self.read) ?? [:]
    }

    /// nil when it is nowhere, or empty.
    func text(_ name: String) -> String? {
        let variable = "LIANBAN_" + name.uppercased().replacing("-", with: "_")
        if let value = environment[variable], !value.isEmpty { return value }
        return file[name]
    }

    func number(_ name: String) -> Int? { text(name).flatMap { Int($0) } }
    func flag(_ name: String) -> Bool { text(name).map { ["true", "yes", "on", "1"].contains($0) } ?? false }

    private static func path(_ arguments: [String], _ environment: [String: String]) -> String? {
        for (index, argument) in arguments.enumerated() {
            if argument == "--config", index + 1 < arguments.count { return arguments[index + 1] }
            if argument.hasPrefix("--config=") { return String(argument.dropFirst("--config=".count)) }
        }
        return environment["LIANBAN_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func read(_ path: String) throws -> [String: String] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Invalid(file: path, line: nil, message: "cannot be read")
        }
        let node: Yams.Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw Invalid(file: path, line: nil, message: "is not YAML: \(error)")
        }
        guard let node, node.null == nil else { return [:] }
        guard let mapping = node.mapping else {
            throw Invalid(file: path, line: 1, message: "names with values belong here")
        }
        var values: [String: String] = [:]
        for (key, value) in mapping {
            guard let name = key.string, names.contains(name) else {
                throw Invalid(
                    file: path, line: key.mark?.line,
                    message: "\(key.string ?? "?") is not known; known are \(names.sorted().joined(separator: ", "))")
            }
            guard let text = value.scalar?.string else {
                throw Invalid(file: path, line: value.mark?.line, message: "\(name) is one value")
            }
            if name == "port", Int(text).map({ (0...65_535).contains($0) }) != true {
                throw Invalid(file: path, line: value.mark?.line, message: "port is a number from 0 to 65535")
            }
            if name == "second-factor", !["staff", "none"].contains(text) {
                throw Invalid(file: path, line: value.mark?.line, message: "second-factor is staff or none")
            }
            values[name] = text
        }
        return values
    }
}

/// A setting of this process, for the defaults of options.
func setting(_ name: String) -> String? { Settings.ofProcess.text(name) }
