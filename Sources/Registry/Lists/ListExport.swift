import Ledger
import Vocabulary

/// Writes what counts about everybody of one kind, in constant memory (导出).
public struct ListExport: Sendable {
    /// How a value is written, for the one who gets the file: masked, unless they named a purpose.
    public typealias Showing = @Sendable (_ element: String, _ value: String) -> String

    let store: any Store
    let precedence: Precedence
    let seals: Seals
    let elements: [String]
    let show: Showing
    static let page = 8_000

    public init(
        store: any Store, precedence: Precedence, seals: Seals = .none, elements: [String], show: @escaping Showing
    ) {
        self.store = store
        self.seals = seals
        self.precedence = precedence
        self.elements = elements
        self.show = show
    }

    /// Writes into a new file.
    /// - Parameter day: the day whose facts are written.
    /// - Returns: how many rows were written. A file that was joined to another has a row of its own.
    public func run(
        _ kind: Subject.Kind, to path: String, on day: CalendarDay,
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> Int {
        let file = try DelimitedWriter(path: path)
        return try await run(kind, on: day, progress: progress) { try file.write($0) }
    }

    /// Hands the lines on in portions. While one is written, the next is read, and no further.
    /// - Returns: how many rows were written.
    public func run(
        _ kind: Subject.Kind, on day: CalendarDay, progress: @Sendable (Int) -> Void = { _ in },
        into take: ([UInt8]) async throws -> Void
    ) async throws -> Int {
        var text = DelimitedText()
        text.add(["subject"] + elements)
        var folder = Folder(
            places: Dictionary(uniqueKeysWithValues: elements.enumerated().map { ($1, $0) }), precedence: precedence,
            day: day)
        var written = 0
        var page = try await wholeFiles(kind, after: .min)
        while let last = page.last {
            async let following = wholeFiles(kind, after: last.shard)
            var rows = page
            while let first = rows.first {
                let own = rows.prefix { $0.subject == first.subject }
                let values = try folder.values(own)
                text.add(
                    ["\(Identifier<Subject>(bytes: first.subject).map(\.description) ?? "")"]
                        + values.enumerated().map { $1.isEmpty ? "" : show(elements[$0], $1) })
                written += 1
                rows = rows.dropFirst(own.count)
            }
            progress(written)
            try await take(text.take())
            page = try await following
        }
        try await take(text.take())
        return written
    }

    /// The next facts in the order of their files, none of a file that is not whole; none when all were read.
    private func wholeFiles(_ kind: Subject.Kind, after shard: Int64) async throws -> ArraySlice<Line> {
        var limit = Self.page
        while true {
            let count = limit
            let page = try await store.read { session in try self.page(kind, after: shard, limit: count, in: session) }
            // The last file of a full page may go on in the next one.
            guard page.count == limit, let cut = page.last?.shard else { return page[...] }
            let whole = page.prefix { $0.shard != cut }
            if !whole.isEmpty { return whole }
            limit *= 2
        }
    }

    struct Line: Sendable {
        let shard: Int64
        let subject: [UInt8]
        let element: String
        var value: String
        let source: String
        let validFrom: CalendarDay
        let validTo: CalendarDay?
        let asOf: Int64
    }

    private func page(_ kind: Subject.Kind, after shard: Int64, limit: Int, in session: any Session) throws -> [Line] {
        var lines = try session.query(.exportPage, [.integer(shard), .text(kind.rawValue), .integer(limit)]) { row in
            Line(
                shard: row.integer(0), subject: row.bytes(1), element: row.text(2), value: row.text(3),
                source: row.text(4),
                validFrom: row.day(5), validTo: row.optionalDay(6), asOf: row.integer(7))
        }
        let sealed = Set(elements.filter(seals.isSensitive))
        guard !sealed.isEmpty, let first = lines.first, let last = lines.last else { return lines }
        var opener = seals.opener(in: session)
        try opener.load(from: first.shard, through: last.shard)
        for index in lines.indices where sealed.contains(lines[index].element) {
            let line = lines[index]
            guard let subject = Identifier<Subject>(bytes: line.subject) else { continue }
            lines[index].value = try opener.open(
                text: line.value, of: line.element, at: Register.place(of: subject), shard: line.shard)
        }
        return lines
    }

    /// Picks what counts of one file's facts, as ``Precedence/standing(of:on:knownBy:)`` does, without building them.
    struct Folder {
        let places: [String: Int]
        let precedence: Precedence
        let day: CalendarDay
        private var ranks: [String: Int] = [:]

        init(places: [String: Int], precedence: Precedence, day: CalendarDay) {
            self.places = places
            self.precedence = precedence
            self.day = day
        }

        mutating func values(_ lines: ArraySlice<Line>) throws -> [String] {
            var values = [String](repeating: "", count: places.count)
            var best = [(rank: Int, asOf: Int64)?](repeating: nil, count: places.count)
            for line in lines where line.value != "null" {
                guard let place = places[line.element], line.validFrom <= day, line.validTo.map({ day <= $0 }) ?? true
                else { continue }
                let rank = rank(line.source, line.element)
                if let known = best[place], (known.rank, -known.asOf) <= (rank, -line.asOf) { continue }
                best[place] = (rank, line.asOf)
                values[place] = try Self.text(line.value)
            }
            return values
        }

        private mutating func rank(_ source: String, _ element: String) -> Int {
            let key = "\(element) \(source)"
            if let known = ranks[key] { return known }
            let rank = precedence.rank(of: source, for: element)
            if ranks.count < 10_000 { ranks[key] = rank }
            return rank
        }

        /// The text inside a JSON value; most are plain strings.
        private static func text(_ value: String) throws -> String {
            let bytes = value.utf8
            if bytes.first == 0x22, !bytes.contains(0x5C) { return String(value.dropFirst().dropLast()) }
            let json = try JSON(parsing: value)
            return json.text ?? json.encodedText
        }
    }
}

extension Statement {
    static let exportPage = Statement(
        """
        SELECT f.shard_key, f.subject, f.element, f.value, f.source, f.valid_from, f.valid_to, f.as_of FROM fact f
        JOIN subject s ON s.shard_key = f.shard_key AND s.id = f.subject
        WHERE f.shard_key > $1 AND s.kind = $2 ORDER BY f.shard_key, f.subject LIMIT $3
        """)
}
