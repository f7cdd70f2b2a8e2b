import Catalog
import Foundation
import Registry
import Vocabulary
import Yams

/// What is wrong with an installation's file of connectors.
public struct ConnectorsInvalid: Error, Equatable, Sendable, CustomStringConvertible {
    public let file: String
    /// Counted from 1; nil when it concerns the whole file.
    public let line: Int?
    public let message: String

    public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(message)" }
}

extension Connectors {
    /// Reads the connectors of an installation.
    ///
    /// ```yaml
    /// connectors:
    ///   - department: hrss
    ///     way: http                       # desk, http or file
    ///     address: https://hrss.example.org/items
    ///     secret-file: hrss.secret        # whsec_…, one a line; beside this file unless the path is absolute
    ///     items: [startup-loan]           # all of the department's when not given
    ///   - {department: housing-fund, way: file, folder: /srv/exchange/housing-fund, every: 60}
    /// subscriptions:
    ///   - {name: statistics, address: https://stats.example.org/events, secret-file: stats.secret, kinds: [answered]}
    /// ```
    /// - Throws: `ConnectorsInvalid`.
    public static func load(_ path: String, catalog: Catalog) throws -> Connectors {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw ConnectorsInvalid(file: path, line: nil, message: "cannot be read")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw ConnectorsInvalid(file: path, line: nil, message: "is not YAML: \(error)")
        }
        guard let node else { return .none }
        return try ConnectorFile(path: path, catalog: catalog).read(node)
    }
}

/// One reading of the file.
private struct ConnectorFile {
    let path: String
    let catalog: Catalog

    private static let pace = [
        "concurrency", "rate", "time-out", "breaks-after", "first-retry", "longest-retry", "refusals", "patience",
    ]

    func read(_ node: Node) throws -> Connectors {
        let top = try mapping(node, knows: ["connectors", "subscriptions"])
        let departments = try list(top["connectors"]).map(connector)
        let subscriptions = try list(top["subscriptions"]).map(subscription)
        for (index, connector) in departments.enumerated()
        where departments[..<index].contains(where: { $0.department == connector.department }) {
            throw wrong(node, "\(connector.department) has two connectors")
        }
        guard Set(subscriptions.map(\.name)).count == subscriptions.count else {
            throw wrong(node, "two subscriptions have one name")
        }
        return Connectors(departments: departments, subscriptions: subscriptions)
    }

    private func connector(_ node: Node) throws -> Connector {
        let map = try mapping(
            node,
            knows: ["department", "items", "way", "address", "secret-file", "roles", "folder", "every", "format"]
                + Self.pace)
        let department = DepartmentCode(rawValue: try text(map, "department", node))
        guard catalog.departments[department]?.part == .handling else {
            throw wrong(map["department"] ?? node, "the catalog has no department \(department) that handles items")
        }
        let items = try map["items"].map { try Set(texts($0).map { ItemCode(rawValue: $0) }) }
        for item in items ?? [] where catalog.items[item]?.department != department {
            throw wrong(map["items"] ?? node, "\(item) is not an item of \(department)")
        }
        let roles = try map["roles"].map { try Set(texts($0)) }
        for role in roles ?? [] where catalog.roles[RoleCode(rawValue: role)] == nil {
            throw wrong(map["roles"] ?? node, "the catalog has no role \(role)")
        }
        let way: Connector.Way
        switch try text(map, "way", node) {
        case "desk": way = .desk
        case "http": way = .http(address: try address(map, node), secrets: try secrets(map, node))
        case "file":
            way = .file(
                folder: beside(try text(map, "folder", node)), every: try number(map, "every", 1...86_400) ?? 60,
                format: try format(map))
        default: throw wrong(map["way"] ?? node, "way is desk, http or file")
        }
        return Connector(department: department, items: items, way: way, pace: try pace(map), roles: roles)
    }

    private func subscription(_ node: Node) throws -> Subscription {
        let map = try mapping(node, knows: ["name", "address", "secret-file", "kinds", "internal"] + Self.pace)
        let kinds = try texts(map["kinds"] ?? node)
        guard !kinds.isEmpty else { throw wrong(node, "kinds names no event") }
        let name = try text(map, "name", node)
        guard name.utf8.count <= 64,
            name.utf8.allSatisfy({ $0 == 45 || (48...57).contains($0) || (97...122).contains($0) })
        else {
            throw wrong(map["name"] ?? node, "a name is small letters, digits and hyphens")
        }
        return Subscription(
            name: name, address: try address(map, node), secrets: try secrets(map, node), kinds: Set(kinds),
            pace: try pace(map),
            isInternal: map["internal"]?.bool ?? false)
    }

    private func pace(_ map: [String: Node]) throws -> Pace {
        var pace = Pace()
        pace.concurrency = try number(map, "concurrency", 1...256) ?? pace.concurrency
        pace.rate = try number(map, "rate", 1...100_000) ?? pace.rate
        pace.timeOut = try number(map, "time-out", 1...300) ?? pace.timeOut
        pace.breaksAfter = try number(map, "breaks-after", 1...1_000) ?? pace.breaksAfter
        pace.firstRetry = try number(map, "first-retry", 1...3_600) ?? pace.firstRetry
        pace.longestRetry = try number(map, "longest-retry", 1...86_400) ?? pace.longestRetry
        pace.refusals = try number(map, "refusals", 1...1_000) ?? pace.refusals
        pace.patience = try number(map, "patience", 1...10_000) ?? pace.patience
        return pace
    }

    private func address(_ map: [String: Node], _ node: Node) throws -> String {
        let text = try text(map, "address", node)
        guard let url = URLComponents(string: text), url.scheme == "http" || url.scheme == "https",
            url.host?.isEmpty == false,
            url.user == nil, url.fragment == nil
        else { throw wrong(map["address"] ?? node, "address is an http or https address without a user or a fragment") }
        return text
    }

    private func format(_ map: [String: Node]) throws -> ListFile.Format {
        guard let node = map["format"] else { return .csv }
        guard let format = node.string.flatMap(ListFile.Format.init(rawValue:)) else {
            throw wrong(node, "format is csv or xlsx")
        }
        return format
    }

    private func secrets(_ map: [String: Node], _ node: Node) throws -> [WebhookSecret] {
        let file = beside(try text(map, "secret-file", node))
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw wrong(
                map["secret-file"] ?? node, "\(file) cannot be read; make one with: lianban exchange secret > \(file)")
        }
        let secrets = text.split(whereSeparator: \.isNewline).compactMap { WebhookSecret($0) }
        guard !secrets.isEmpty else { throw wrong(map["secret-file"] ?? node, "\(file) holds no secret (whsec_…)") }
        return secrets
    }

    private func beside(_ name: String) -> String {
        name.hasPrefix("/")
            ? name : URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent(name).path
    }

    // MARK: Shapes

    private func mapping(_ node: Node, knows names: [String]) throws -> [String: Node] {
        guard let mapping = node.mapping else { throw wrong(node, "a mapping of keys to values belongs here") }
        var values: [String: Node] = [:]
        for (key, value) in mapping {
            guard let name = key.string, names.contains(name) else {
                throw wrong(key, "\(key.string ?? "?") is not known here; known are \(names.joined(separator: ", "))")
            }
            values[name] = value
        }
        return values
    }

    private func list(_ node: Node?) throws -> [Node] {
        guard let node, node.null == nil else { return [] }
        guard let sequence = node.sequence else { throw wrong(node, "a list belongs here") }
        return Array(sequence)
    }

    private func text(_ map: [String: Node], _ name: String, _ node: Node) throws -> String {
        guard let value = map[name]?.string, !value.isEmpty else {
            throw wrong(map[name] ?? node, "\(name) is missing")
        }
        return value
    }

    private func texts(_ node: Node) throws -> [String] {
        guard let sequence = node.sequence else { throw wrong(node, "a list belongs here") }
        return try sequence.map { member in
            guard let text = member.string else { throw wrong(member, "a word belongs here") }
            return text
        }
    }

    private func number(_ map: [String: Node], _ name: String, _ range: ClosedRange<Int>) throws -> Int? {
        guard let node = map[name] else { return nil }
        guard let value = node.int, range.contains(value) else {
            throw wrong(node, "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    private func wrong(_ node: Node, _ message: String) -> ConnectorsInvalid {
        ConnectorsInvalid(file: path, line: node.mark?.line, message: message)
    }
}
