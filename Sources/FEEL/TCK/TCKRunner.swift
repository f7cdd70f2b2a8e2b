import Foundation

/// Runs test cases of the DMN Technology Compatibility Kit (https://github.com/dmn-tck/tck).
public struct TCKRunner: Sendable {
    /// What `now()` and `today()` give.
    public var environment: Environment

    public init(environment: Environment = .standard) { self.environment = environment }

    /// Runs all test files below a directory; each names its model, which lies beside it.
    public func run(_ directory: URL) -> TCKReport {
        var report = TCKReport()
        let root = directory.standardizedFileURL.path
        let files = (FileManager.default.enumerator(atPath: root)?.allObjects as? [String] ?? [])
            .filter { $0.hasSuffix(".xml") }.sorted()
        var models: [String: Loaded] = [:]
        for file in files {
            let group = (file as NSString).deletingLastPathComponent
            let folder = (root as NSString).appendingPathComponent(group)
            let name = (file as NSString).lastPathComponent
            do {
                guard let bytes = FileManager.default.contents(atPath: (root as NSString).appendingPathComponent(file))
                else { throw MalformedDocument(message: "the file cannot be read", line: 1, column: 1) }
                let tests = try XMLReader.read(bytes)
                guard tests.name == "testCases" else { continue }
                let modelName = tests.child("modelName")?.trimmedText ?? ""
                let key = folder + "/" + modelName
                let loaded = try models[key] ?? load(modelName, in: folder)
                models[key] = loaded
                for test in tests.children("testCase") { run(test, loaded.model, group, &report) }
            } catch {
                report.add(.error, group, name, actual: "\(error)")
            }
        }
        return report
    }

    private struct Loaded { let model: DecisionModel }

    private func load(_ name: String, in folder: String) throws(MalformedDocument) -> Loaded {
        guard let bytes = FileManager.default.contents(atPath: folder + "/" + name) else {
            throw MalformedDocument(message: "the model \(name) is missing", line: 1, column: 1)
        }
        let definitions = try Definitions(reading: bytes)
        var others: [Definitions] = []
        let files =
            definitions.imports.isEmpty
            ? [] : FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
        for file in files.sorted() where file.hasSuffix(".dmn") && file != name {
            guard let bytes = FileManager.default.contents(atPath: folder + "/" + file) else { continue }
            var other = try Definitions(reading: bytes)
            other.location = file
            others.append(other)
        }
        return Loaded(model: DecisionModel(definitions, imports: others))
    }

    private func run(_ test: XMLElement, _ model: DecisionModel, _ group: String, _ report: inout TCKReport) {
        let id = test["id"] ?? test["name"] ?? ""
        var inputs: [String: Value] = [:]
        for node in test.children("inputNode") {
            let name = node["name"] ?? ""
            guard let value = Value(testValue: node) else {
                report.add(.error, group, id, actual: "the input \(name) cannot be read")
                return
            }
            inputs[node["namespace"].map { "\($0)#\(name)" } ?? name] = value
        }
        for node in test.children("resultNode") {
            let name = node["name"] ?? ""
            guard let expected = node.child("expected").map({ Value(testValue: $0) }) ?? .null else {
                report.add(.error, group, "\(id) \(name)", actual: "the expected value cannot be read")
                continue
            }
            let outcome = outcome(of: test, name, model, inputs)
            let isAsExpected = outcome.value.isAsExpected(expected)
            report.add(
                isAsExpected ? .passed : outcome.externalCalls > 0 ? .skipped : .failed, group, "\(id) \(name)",
                expected: expected.description, actual: outcome.value.description)
        }
    }

    private func outcome(
        of test: XMLElement, _ result: String, _ model: DecisionModel, _ inputs: [String: Value]
    ) -> DecisionOutcome {
        let name = test["invocableName"] ?? result
        switch test["type"] {
        case "decisionService":
            let outcome = model.invoke(service: name, inputs: inputs, environment: environment)
            // Several outputs come as a context; the result names one of them.
            guard case .context(let context) = outcome.value, let value = context[result],
                model.definitions.services.first(where: { $0.name == name })?.outputs.count ?? 0 > 1
            else { return outcome }
            return DecisionOutcome(value: value, problem: outcome.problem, externalCalls: outcome.externalCalls)
        case "bkm":
            return model.invoke(knowledge: name, arguments: inputs, environment: environment)
        default:
            if case .service = model.element(named: result)?.1.kind {
                return model.invoke(service: result, inputs: inputs, environment: environment)
            }
            return model.decide(result, inputs: inputs, environment: environment)
        }
    }
}
