/// Catalog entries of one kind, in the order of the files, found by code in constant time.
public struct Entries<Entry: Coded>: RandomAccessCollection, Sendable {
    private let entries: [Entry]
    private let places: [Code<Entry.Subject>: Int]

    /// Later entries of a code that already stands in the list are left out.
    public init(_ entries: some Sequence<Entry>) {
        var kept: [Entry] = []
        var places: [Code<Entry.Subject>: Int] = [:]
        for entry in entries where places[entry.code] == nil {
            places[entry.code] = kept.count
            kept.append(entry)
        }
        self.entries = kept
        self.places = places
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { entries.count }
    public subscript(position: Int) -> Entry { entries[position] }

    public subscript(code: Code<Entry.Subject>) -> Entry? {
        guard let place = places[code] else { return nil }
        return entries[place]
    }

    public func place(of code: Code<Entry.Subject>) -> Int? { places[code] }
    public func contains(_ code: Code<Entry.Subject>) -> Bool { places[code] != nil }
    public var codes: [Code<Entry.Subject>] { entries.map(\.code) }
}
