import Ledger
import Vocabulary

/// What is compared of a person to find out whether two files are one person's.
public struct Likeness: Equatable, Sendable {
    public let subject: Identifier<Subject>
    public var name: String?
    public var birthday: String?
    public var phone: String?
    public var number: String?
    public var address: String?

    public init(
        _ subject: Identifier<Subject>, name: String? = nil, birthday: String? = nil, phone: String? = nil,
        number: String? = nil, address: String? = nil
    ) {
        self.subject = subject
        self.name = name
        self.birthday = birthday
        self.phone = phone
        self.number = number
        self.address = address
    }
}

/// Two files that may be one person's. A person decides; this only points.
public struct DuplicateCandidate: Equatable, Sendable {
    public let first: Identifier<Subject>
    public let second: Identifier<Subject>
    /// 0 to 100.
    public let score: Int
    public let because: [Reason]

    public enum Reason: String, Sendable, CaseIterable {
        case sameName, sameBirthday, samePhone, sameAddress, numberOffByOne, differentBirthday
    }
}

/// Finds candidates: only files that share a block are compared, so that the work grows with the number of files.
public enum DuplicateSearch {
    public static let threshold = 50
    /// A phone or name shared by more files than this tells nothing about any of them.
    public static let largestBlock = 50

    /// What speaks of a person at all: elements of the register that are compared.
    static let elements: Set<String> = ["full_name", "birthday", "phone", "citizen_id", "residence_address"]

    /// The blocks a file belongs to. Two files that share none are never compared.
    static func blocks(of person: Likeness) -> [String] {
        var blocks: [String] = []
        if let phone = person.phone { blocks.append("p\(phone)") }
        if let name = person.name, let birthday = person.birthday { blocks.append("b\(name)|\(birthday)") }
        if let name = person.name, let number = person.number { blocks.append("r\(name)|\(number.prefix(6))") }
        return blocks
    }

    /// Scores two files by what agrees and what speaks against it.
    public static func compare(_ left: Likeness, _ right: Likeness) -> DuplicateCandidate {
        var score = 0
        var because: [DuplicateCandidate.Reason] = []
        func note(_ reason: DuplicateCandidate.Reason, _ points: Int) {
            because.append(reason)
            score += points
        }
        func same(_ a: String?, _ b: String?) -> Bool { a != nil && a == b }
        if same(left.name, right.name) { note(.sameName, 35) }
        if same(left.birthday, right.birthday) { note(.sameBirthday, 20) }
        if same(left.phone, right.phone) { note(.samePhone, 30) }
        if same(left.address, right.address) { note(.sameAddress, 15) }
        if let a = left.number, let b = right.number, isOffByOne(a, b) { note(.numberOffByOne, 25) }
        if let a = left.birthday, let b = right.birthday, a != b { note(.differentBirthday, -25) }
        let ordered = left.subject < right.subject ? (left, right) : (right, left)
        return DuplicateCandidate(
            first: ordered.0.subject, second: ordered.1.subject, score: max(0, min(100, score)), because: because)
    }

    /// One digit mistyped or two neighbours swapped, the check character aside.
    static func isOffByOne(_ left: String, _ right: String) -> Bool {
        let a = Array(left.utf8.dropLast()), b = Array(right.utf8.dropLast())
        guard a.count == b.count, a != b else { return false }
        let places = a.indices.filter { a[$0] != b[$0] }
        if places.count == 1 { return true }
        return places.count == 2 && places[1] == places[0] + 1 && a[places[0]] == b[places[1]]
            && a[places[1]] == b[places[0]]
    }
}
