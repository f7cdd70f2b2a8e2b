/// An ordered set of named values; the order is that of writing, and does not count in comparison.
public struct Context: Sendable {
    private var storage: Storage

    /// Small contexts are searched in order; from nine entries on an index answers.
    private final class Storage: @unchecked Sendable {
        var names: [String] = []
        var contents: [Value] = []
        var index: [String: Int]?

        func position(of name: String) -> Int? {
            if let index { return index[name] }
            return names.firstIndex(of: name)
        }

        func reindex() {
            index = names.count > 8 ? Dictionary(zip(names, names.indices), uniquingKeysWith: { $1 }) : nil
        }

        func copy() -> Storage {
            let copy = Storage()
            copy.names = names
            copy.contents = contents
            copy.index = index
            return copy
        }
    }

    public init() { storage = Storage() }

    /// A later entry of the same name replaces an earlier one.
    public init(_ entries: some Sequence<(String, Value)>) {
        self.init()
        for (name, value) in entries { self[name] = value }
    }

    public var count: Int { storage.names.count }
    public var isEmpty: Bool { storage.names.isEmpty }
    /// The names of the entries, in the order they were written.
    public var keys: [String] { storage.names }
    /// The values of the entries, in the order they were written.
    public var values: [Value] { storage.contents }

    /// The value under a name; `nil` when there is no such entry (which is not an entry holding `null`).
    public subscript(name: String) -> Value? {
        get { storage.position(of: name).map { storage.contents[$0] } }
        set {
            if !isKnownUniquelyReferenced(&storage) { storage = storage.copy() }
            switch (storage.position(of: name), newValue) {
            case (let place?, let value?):
                storage.contents[place] = value
            case (let place?, nil):
                storage.names.remove(at: place)
                storage.contents.remove(at: place)
                storage.reindex()
            case (nil, let value?):
                storage.names.append(name)
                storage.contents.append(value)
                if storage.index != nil {
                    storage.index?[name] = storage.names.count - 1
                } else if storage.names.count > 8 {
                    storage.reindex()
                }
            case (nil, nil):
                break
            }
        }
    }
}

extension Context: Sequence {
    /// The entries, in the order they were written.
    public func makeIterator() -> Zip2Sequence<[String], [Value]>.Iterator {
        zip(storage.names, storage.contents).makeIterator()
    }
}

extension Context: Hashable {
    public static func == (left: Context, right: Context) -> Bool {
        left.storage === right.storage
            || left.count == right.count && left.allSatisfy { name, value in right[name] == value }
    }

    public func hash(into hasher: inout Hasher) {
        // The order does not count, so neither may it in the hash.
        var sum = 0
        for (name, value) in self {
            var one = Hasher()
            one.combine(name)
            one.combine(value)
            sum &+= one.finalize()
        }
        hasher.combine(sum)
    }
}
