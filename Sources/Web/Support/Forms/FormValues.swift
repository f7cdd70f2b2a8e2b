import Vocabulary

/// What a form sent: names and values in the order in which they came, and files.
struct FormValues: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        let name: String
        let value: String
    }

    private(set) var entries: [Entry] = []
    private(set) var files: [UploadedFile] = []

    init() {}

    init(_ values: KeyValuePairs<String, String>) {
        entries = values.map { Entry(name: $0.key, value: $0.value) }
    }

    mutating func append(_ name: String, _ value: String) { entries.append(Entry(name: name, value: value)) }

    mutating func append(_ file: UploadedFile) { files.append(file) }

    /// The first value of this name, as it was sent.
    subscript(name: String) -> String? { entries.first { $0.name == name }?.value }

    /// All values of this name: the ticked boxes of a group.
    func all(_ name: String) -> [String] { entries.filter { $0.name == name }.map(\.value) }

    /// The first value without the blanks around it; nil when nothing is left.
    ///
    /// Blanks include the wide one (U+3000) and the invisible ones that come along when text is copied.
    func text(_ name: String) -> String? {
        guard let value = self[name] else { return nil }
        let scalars = value.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.isBlank }),
            let last = scalars.lastIndex(where: { !$0.isBlank })
        else { return nil }
        return String(scalars[first...last])
    }

    func file(_ name: String) -> UploadedFile? { files.first { $0.field == name } }

    /// The day from the three boxes of a date field, `name-year`, `name-month` and `name-day`.
    func date(_ name: String) -> EnteredDate {
        let parts = ["year", "month", "day"].map { text("\(name)-\($0)") }
        if parts.allSatisfy({ $0 == nil }) { return .missing }
        let numbers = parts.map { $0.flatMap { Int($0.halfWidthDigits) } }
        guard let year = numbers[0], let month = numbers[1], let day = numbers[2],
            (1000...9999).contains(year), let date = CalendarDay(year: year, month: month, day: day)
        else { return .invalid }
        return .day(date)
    }

    enum EnteredDate: Hashable, Sendable {
        case missing
        /// Something was typed that is no day of the calendar.
        case invalid
        case day(CalendarDay)
    }
}

/// A file that came with a form.
struct UploadedFile: Hashable, Sendable {
    /// Name of the form field.
    let field: String
    /// What the sender calls the file, without folders and control characters. Never use it as a path.
    let name: String
    /// What the sender says it is. Not to be trusted: look at the bytes.
    let claimedType: String
    let bytes: [UInt8]
}

extension Unicode.Scalar {
    /// White space, or invisible: zero-width space, joiner marks of byte order, directional marks.
    fileprivate var isBlank: Bool {
        properties.isWhitespace || value == 0x200B || value == 0xFEFF || value == 0x2060
            || (0x200E...0x200F).contains(value)
    }
}

extension String {
    /// With the wide digits of a Chinese keyboard (０ to ９) as ordinary ones.
    var halfWidthDigits: String {
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if (0xFF10...0xFF19).contains(scalar.value), let digit = Unicode.Scalar(scalar.value - 0xFF10 + 0x30) {
                text.append(digit)
            } else {
                text.append(scalar)
            }
        }
        return String(text)
    }
}
