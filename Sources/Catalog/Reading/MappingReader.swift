import Vocabulary
import Yams

/// Reads one mapping of a catalog file: hands out values by key, and in the end reports the keys nobody asked for.
///
/// Reading never stops at a mistake. A value that is missing or wrong is reported and replaced by a placeholder, so that
/// one run finds every mistake; a catalog with any mistake is thrown away as a whole.
final class MappingReader {
    let reading: Reading
    let file: CatalogText
    let entry: String
    let position: FilePosition
    private let values: [String: Node]
    private let keys: [(name: String, position: FilePosition)]
    private var asked: Set<String> = []

    init(_ mapping: Node.Mapping, at entry: String, in file: CatalogText, _ reading: Reading) {
        self.reading = reading
        self.file = file
        self.entry = entry
        position = file.position(mapping.mark)
        var values: [String: Node] = [:]
        var keys: [(String, FilePosition)] = []
        values.reserveCapacity(mapping.count)
        keys.reserveCapacity(mapping.count)
        asked.reserveCapacity(mapping.count)
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                reading.report(
                    "wrong-shape", at: file.position(key.mark), entry: entry,
                    .init("键必须是文字", "a key must be plain text"))
                continue
            }
            values[name] = value
            keys.append((name, file.position(key.mark)))
            reading.positions["\(entry)/\(name)"] = file.position(value.mark)
        }
        self.values = values
        self.keys = keys
        reading.positions[entry] = position
    }

    /// A reader of `node` if it is a mapping; otherwise the mistake is reported.
    static func read(_ node: Node, at entry: String, in file: CatalogText, _ reading: Reading) -> MappingReader? {
        if case .mapping(let mapping) = node, isPlain(node, at: entry, in: file, reading) {
            return MappingReader(mapping, at: entry, in: file, reading)
        }
        if case .mapping = node { return nil }
        reading.report(
            "wrong-shape", at: file.position(node.mark), entry: entry,
            .init("此处应为键值对", "a mapping of keys to values belongs here"))
        return nil
    }

    /// Anchors and aliases let one line stand for thousands, and hide where a value was written; they are refused.
    static func isPlain(_ node: Node, at entry: String, in file: CatalogText, _ reading: Reading) -> Bool {
        guard node.anchor != nil else { return true }
        reading.report(
            "anchor", at: file.position(node.mark), entry: entry,
            .init("目录文件不使用锚点与别名", "anchors and aliases are not used in catalog files"))
        return false
    }

    var names: [String] { keys.map(\.name) }

    /// Reports each key that was not asked for, with the closest one that could have been meant.
    func close() {
        for (name, position) in keys where !asked.contains(name) {
            reading.report(
                "unknown-key", at: position, entry: "\(entry)/\(name)",
                .init("没有名为“\(name)”的键", "there is no key “\(name)” here"),
                nearest: NearestName.of(name, among: asked.subtracting(names)) ?? NearestName.of(name, among: asked))
        }
    }

    /// The value of a key, or nil when it is absent or left empty.
    func node(_ key: String) -> Node? {
        asked.insert(key)
        guard let node = values[key] else { return nil }
        if case .scalar(let scalar) = node, scalar.style == .plain {
            switch scalar.string {
            case "", "~", "null": return nil
            default: break
            }
        }
        return Self.isPlain(node, at: path(key), in: file, reading) ? node : nil
    }

    func has(_ key: String) -> Bool { node(key) != nil }
    func path(_ key: String) -> String { "\(entry)/\(key)" }
    func position(_ key: String) -> FilePosition { reading.positions[path(key)] ?? position }

    func report(_ rule: String, at key: String, _ message: Bilingual, nearest: String? = nil) {
        reading.report(rule, at: position(key), entry: path(key), message, nearest: nearest)
    }

    func missing(_ key: String) {
        reading.report(
            "missing-key", at: position, entry: path(key), .init("缺少“\(key)”", "“\(key)” is missing"))
    }

    /// The mapping under a key; an absent one is reported.
    func mapping(_ key: String) -> MappingReader? {
        guard let node = node(key) else {
            missing(key)
            return nil
        }
        return Self.read(node, at: path(key), in: file, reading)
    }

    func optionalMapping(_ key: String) -> MappingReader? {
        node(key).flatMap { Self.read($0, at: path(key), in: file, reading) }
    }

    /// The members of a list under a key, each with its path; absent means none.
    func list(_ key: String) -> [(node: Node, entry: String)] {
        guard let node = node(key) else { return [] }
        guard case .sequence(let sequence) = node else {
            report("wrong-shape", at: key, .init("“\(key)”应为列表", "“\(key)” must be a list"))
            return []
        }
        return sequence.enumerated().compactMap { index, member in
            let place = "\(path(key))/\(index + 1)"
            reading.positions[place] = file.position(member.mark)
            return Self.isPlain(member, at: place, in: file, reading) ? (member, place) : nil
        }
    }

    /// Reads each mapping of a list and closes it.
    func mappings<Value>(_ key: String, _ read: (MappingReader) -> Value) -> [Value] {
        list(key).compactMap { member in
            guard let reader = Self.read(member.node, at: member.entry, in: file, reading) else { return nil }
            defer { reader.close() }
            return read(reader)
        }
    }
}
