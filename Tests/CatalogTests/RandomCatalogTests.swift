import Catalog
import Testing

@Suite struct `However a catalog is spoilt` {
    /// A catalog text with a few random cuts, copies, swaps and foreign characters.
    private static func spoilt(_ random: inout SplitMix) -> String {
        var lines = SmallCatalog.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let foreign = [
            "{", "}", "[", "]", ":", "&a", "*a", "!!", "|", ">", "'", "\"", "\t", "#", "-", "\u{0}", "🙂", "é", "%", "@",
            "0", "null",
        ]
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let line = Int.random(in: 0..<lines.count, using: &random)
            let other = Int.random(in: 0..<lines.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: lines.remove(at: line)
            case 1: lines.insert(lines[other], at: line)
            case 2: lines.swapAt(line, other)
            case 3:
                var text = Array(lines[line])
                if !text.isEmpty { text.remove(at: Int.random(in: 0..<text.count, using: &random)) }
                lines[line] = String(text)
            case 4:
                var text = Array(lines[line])
                text.insert(
                    contentsOf: foreign.randomElement(using: &random) ?? "",
                    at: Int.random(in: 0...text.count, using: &random))
                lines[line] = String(text)
            default: lines[line] = String(lines[line].dropFirst(Int.random(in: 1...4, using: &random)))
            }
            if lines.isEmpty { lines = [""] }
        }
        return lines.joined(separator: "\n")
    }

    @Test(arguments: 0..<10) func `each mistake has a file, a line, a column, a rule and two languages`(_ seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        for _ in 0..<20 {
            let text = Self.spoilt(&random)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
            let (catalog, found) = Catalog.examine(files: [CatalogFile(path: "small.yaml", text: text)])
            #expect((catalog == nil) == found.contains { $0.severity == .error }, "seed \(seed)")
            for diagnostic in found {
                #expect(diagnostic.position.file == "small.yaml", "seed \(seed): \(diagnostic)")
                #expect((1...lines + 1).contains(diagnostic.position.line), "seed \(seed): \(diagnostic)")
                #expect(diagnostic.position.column >= 1 && !diagnostic.rule.isEmpty, "seed \(seed): \(diagnostic)")
                #expect(!diagnostic.message.zh.isEmpty && !diagnostic.message.en.isEmpty, "seed \(seed): \(diagnostic)")
            }
            guard let catalog, let bundle = catalog.bundles.first else { continue }
            // Whatever is still valid can be asked anything.
            let items = bundle.items.map(\.item)
            _ = catalog.requirements(of: items, in: bundle.code, given: facts([:]))
            _ = catalog.suggest(in: bundle.code, given: facts([:]))
            _ = catalog.burden(of: bundle.code)
            _ = catalog.tree().text(.zh)
        }
    }

    @Test func `bombs of aliases and of brackets are refused, not followed`() {
        let laughs = (1...30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }.joined(separator: "\n")
        let bomb = "a0: &a0 [x]\n" + laughs
        let deep = "a: " + String(repeating: "[", count: 50_000)
        for text in [bomb, deep, "items: &x [*x]", String(repeating: "- ", count: 50_000)] {
            let found = Catalog.examine(files: [CatalogFile(path: "bomb.yaml", text: text)]).diagnostics
            #expect(!found.isEmpty)
        }
    }
}

/// A small seeded generator, so that a failing run can be repeated.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
