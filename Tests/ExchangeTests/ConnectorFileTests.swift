import Catalog
import Foundation
import Simulation
import Testing

@testable import Exchange

@Suite struct `The file of connectors` {
    private func load(_ text: String) throws -> Connectors {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "lianban-connectors-\(UInt64.random(in: .min ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try WebhookSecret.new().text.write(
            to: folder.appendingPathComponent("a.secret"), atomically: true, encoding: .utf8)
        let file = folder.appendingPathComponent("connectors.yaml")
        try text.write(to: file, atomically: true, encoding: .utf8)
        let catalog = try Blueprint([.init("registration"), .init("medical", at: "medical")]).catalog()
        return try Connectors.load(file.path, catalog: catalog)
    }

    @Test func `says which department is reached how`() throws {
        let connectors = try load(
            """
            connectors:
              - {department: hrss, way: http, address: "https://hrss.example.org/items", secret-file: a.secret, concurrency: 3, rate: 7}
              - {department: medical, way: file, folder: batches, every: 5}
            subscriptions:
              - {name: statistics, address: "https://stats.example.org/e", secret-file: a.secret, kinds: [answered, granted]}
            """)
        #expect(connectors.departments.map(\.destination) == ["department:hrss", "department:medical"])
        #expect(connectors.departments[0].pace.concurrency == 3)
        #expect(connectors.departments[0].pace.rate == 7)
        #expect(connectors.subscriptions[0].kinds == ["answered", "granted"])
        #expect(connectors.forwarding.routes.count == 3)
    }

    @Test func `a desk needs no way out`() throws {
        #expect(try load("connectors:\n  - {department: hrss, way: desk}").forwarding.routes.isEmpty)
        #expect(try load("").departments.isEmpty)
    }

    @Test(
        arguments: [
            ("- x", 1, "mapping"),
            ("connectors:\n  - {department: ghosts, way: desk}", 2, "no department ghosts"),
            ("connectors:\n  - {department: hrss, way: pigeon}", 2, "desk, http or file"),
            ("connectors:\n  - department: hrss\n    way: http\n    adress: x", 4, "adress is not known"),
            (
                "connectors:\n  - {department: hrss, way: http, address: 'ftp://x', secret-file: a.secret}", 2,
                "http or https"
            ),
            (
                "connectors:\n  - {department: hrss, way: http, address: 'http://u:p@x/', secret-file: a.secret}", 2,
                "without a user"
            ),
            (
                "connectors:\n  - {department: hrss, way: http, address: 'http://x', secret-file: none}", 2,
                "cannot be read"
            ),
            ("connectors:\n  - {department: hrss, way: desk, items: [medical]}", 2, "not an item of hrss"),
            ("connectors:\n  - {department: hrss, way: desk, rate: 0}", 2, "rate is a whole number"),
            ("connectors:\n  - {department: hrss, way: desk}\n  - {department: hrss, way: desk}", 1, "two connectors"),
            (
                "subscriptions:\n  - {name: A B, address: 'http://x', secret-file: a.secret, kinds: [answered]}", 2,
                "small letters"
            ),
            ("connectors: [", nil, "not YAML"),
        ] as [(String, Int?, String)])
    func `a mistake is named with its line`(text: String, line: Int?, words: String) {
        #expect {
            try load(text)
        } throws: { error in
            guard let invalid = error as? ConnectorsInvalid else { return false }
            return invalid.line == line && invalid.message.contains(words)
        }
    }
}
