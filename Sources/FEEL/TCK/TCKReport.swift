import Foundation

/// What came of running the test cases of the DMN Technology Compatibility Kit.
///
/// Encoded as JSON it is `{"passed", "failed", "errors", "skipped", "groups": {name: {"passed", …}}, …}`.
public struct TCKReport: Sendable, Codable {
    public private(set) var passed = 0
    public private(set) var failed = 0
    /// Files that could not be read.
    public private(set) var errors = 0
    /// Cases that need a function outside FEEL, whose every call is `null`.
    public private(set) var skipped = 0
    /// By the path of the folder.
    public private(set) var groups: [String: Counts] = [:]
    public private(set) var failures: [Failure] = []
    public private(set) var external: [Failure] = []

    public struct Counts: Sendable, Codable, Hashable {
        public fileprivate(set) var passed = 0
        public fileprivate(set) var failed = 0
        public fileprivate(set) var errors = 0
        public fileprivate(set) var skipped = 0
    }

    /// A result that is not as expected, or a file that cannot be read.
    public struct Failure: Sendable, Codable, Hashable {
        public let group: String
        /// The test case and its result node; the file for an error.
        public let name: String
        public let expected: String
        public let actual: String
    }

    /// Whether every case passed, or was one that needs a function outside FEEL.
    public var allPassed: Bool { failed == 0 && errors == 0 && passed > 0 }

    enum Outcome { case passed, failed, error, skipped }

    mutating func add(_ outcome: Outcome, _ group: String, _ name: String, expected: String = "", actual: String = "") {
        let failure = Failure(group: group, name: name, expected: expected, actual: actual)
        switch outcome {
        case .passed:
            passed += 1
            groups[group, default: Counts()].passed += 1
        case .failed:
            failed += 1
            groups[group, default: Counts()].failed += 1
            failures.append(failure)
        case .error:
            errors += 1
            groups[group, default: Counts()].errors += 1
            failures.append(failure)
        case .skipped:
            skipped += 1
            groups[group, default: Counts()].skipped += 1
            external.append(failure)
        }
    }

    /// The report as JSON text with sorted keys.
    public var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}
