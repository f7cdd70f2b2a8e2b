import CCrypto
import Vocabulary

/// Seals what the catalog calls sensitive wherever it is stored, and opens it again.
///
/// In a stored JSON value, the member of a sensitive element holds `{"sealed": "…"}` instead of its value: everything
/// around it stays readable for folding and checking. See docs/decisions for why.
public struct Seals: Sendable {
    public let ring: KeyRing?
    /// Codes of the elements whose values are sealed.
    public let elements: Set<String>
    /// Names of members that hold what somebody wrote in their own words, which may name anything. They lie in objects;
    /// lists hold codes, also under such a name.
    public let words: Set<String>

    public init(ring: KeyRing?, elements: Set<String>, words: Set<String> = []) {
        self.ring = ring
        self.elements = elements
        self.words = words
    }

    /// Nothing is sealed.
    public static let none = Seals(ring: nil, elements: [])

    static let marker = "sealed"

    public func isSensitive(_ element: String) -> Bool { elements.contains(element) }

    /// Whether the store holds the element's values sealed.
    public func isSealed(_ element: String) -> Bool { ring != nil && elements.contains(element) }

    /// Whether anything is sealed here at all.
    var isSealing: Bool { ring != nil && !(elements.isEmpty && words.isEmpty) }

    /// What seals for a subject that has no key yet; the key is made with the first value.
    public func newSealer(of subject: [UInt8], shard: Int64) -> Sealer { Sealer(self, subject, shard) { nil } }

    /// What seals under a key that was read before, or a new one.
    public func sealer(of subject: [UInt8], shard: Int64, under key: SubjectKey?) -> Sealer {
        Sealer(self, subject, shard) { key }
    }

    /// What seals for a subject under the key they have, which is looked for when the first value needs it, or a new one.
    public func sealer(of subject: [UInt8], shard: Int64, in session: any Session) -> Sealer {
        Sealer(self, subject, shard) { try key(of: subject, shard: shard, in: session) }
    }

    /// What seals for a subject under the key that is found when the first value needs it, or a new one.
    public func sealer(of subject: [UInt8], shard: Int64, finding find: @escaping () throws -> SubjectKey?) -> Sealer {
        Sealer(self, subject, shard, find)
    }

    /// The key a subject has now.
    public func key(of subject: [UInt8], shard: Int64, in session: any Session) throws -> SubjectKey? {
        guard let ring, isSealing else { return nil }
        return try SubjectKeys.newest(of: subject, shard: shard, ring, in: session)
    }

    /// What opens the sealed values of one session.
    public func opener(in session: any Session) -> Opener { Opener(ring, session) }

    /// How the text of a sealed value begins, as `JSON` writes it.
    static let opening = #"{"sealed":""#

    /// Whether a stored text may be a sealed value, without parsing it.
    static func mayBeSealed(_ text: String) -> Bool { text.utf8.starts(with: opening.utf8) }
}

/// Seals values of one subject. Its key must be stored in the transaction that stores the values.
public struct Sealer {
    private let seals: Seals
    private let subject: [UInt8]
    private let shard: Int64
    private let find: () throws -> SubjectKey?
    /// The key that was used; nil before one was needed.
    public private(set) var key: SubjectKey?
    /// Whether `key` must be stored with what it sealed.
    public private(set) var isNew = false

    fileprivate init(_ seals: Seals, _ subject: [UInt8], _ shard: Int64, _ find: @escaping () throws -> SubjectKey?) {
        self.seals = seals
        self.subject = subject
        self.shard = shard
        self.find = find
    }

    /// The value with its sensitive members sealed for a place.
    public mutating func seal(_ json: JSON, for place: SealPlace) throws -> JSON {
        guard seals.isSealing else { return json }
        return try sealed(json, place, words: true) ?? json
    }

    /// The text of a column that holds what somebody wrote in their own words, sealed when there are keys.
    public mutating func seal(words text: String, for place: SealPlace) throws -> String {
        guard let ring = seals.ring, seals.isSealing, !text.isEmpty else { return text }
        return try seal(.string(text), "", place, ring).encodedText
    }

    /// The value of one element, sealed when the element is sensitive.
    public mutating func seal(_ value: JSON, of element: String, for place: SealPlace) throws -> JSON {
        guard let ring = seals.ring, seals.elements.contains(element), !value.isNull else { return value }
        return try seal(value, element, place, ring)
    }

    /// Bytes, such as a file, sealed for a column; as they are when nothing is sealed here.
    public mutating func seal(_ bytes: [UInt8], for place: SealPlace) throws -> [UInt8]? {
        guard let ring = seals.ring, seals.isSealing else { return nil }
        return try usedKey().seal(bytes, for: place.bytes, with: try ring.inUse(.subjects).profile.algorithm)
    }

    /// Takes a new key even if nothing needs one yet.
    public mutating func makeKey() throws { _ = try usedKey() }

    /// The row of a key that was made here, to be stored first; nil when there is none.
    public func keyRow(at moment: Instant) throws -> [SQLValue]? {
        guard isNew, let key, let ring = seals.ring else { return nil }
        return try key.row(ring, at: moment)
    }

    /// Stores the key if it was made here.
    public mutating func keepKey(at moment: Instant, in session: any Session) throws {
        guard let row = try keyRow(at: moment) else { return }
        try session.post(.insertSubjectKey, row)
        isNew = false
    }

    /// Stores a row that `keyRow` gave.
    public static func keep(_ row: [SQLValue], in session: any Session) throws {
        try session.post(.insertSubjectKey, row)
    }

    private mutating func usedKey() throws -> SealingKey {
        if let key { return key.key }
        if let known = try find() {
            key = known
            return known.key
        }
        let fresh = SubjectKey(shard: shard, subject: subject, key: .generate())
        key = fresh
        isNew = true
        return fresh.key
    }

    private mutating func seal(
        _ value: JSON, _ element: String, _ place: SealPlace, _ ring: KeyRing
    ) throws -> JSON {
        let plain = Array(value.encodedText.utf8)
        let bytes = try usedKey().seal(
            plain, for: place.bytes(of: element), with: try ring.inUse(.subjects).profile.algorithm)
        return .object([JSON.Member(Seals.marker, .string(Base64.text(bytes)))])
    }

    /// Nil when nothing in it is sealed.
    /// - Parameter words: whether own words may occur; not inside a list.
    private mutating func sealed(_ json: JSON, _ place: SealPlace, words: Bool) throws -> JSON? {
        switch json {
        case .object(var members):
            var isChanged = false
            for index in members.indices {
                let member = members[index]
                let value: JSON?
                let isSealed = seals.elements.contains(member.name) || words && seals.words.contains(member.name)
                if isSealed, !member.value.isNull, let ring = seals.ring {
                    value = try seal(member.value, member.name, place, ring)
                } else {
                    value = try sealed(member.value, place, words: words)
                }
                guard let value else { continue }
                members[index] = JSON.Member(member.name, value)
                isChanged = true
            }
            return isChanged ? .object(members) : nil
        case .array(var elements):
            var isChanged = false
            for index in elements.indices {
                guard let value = try sealed(elements[index], place, words: false) else { continue }
                elements[index] = value
                isChanged = true
            }
            return isChanged ? .array(elements) : nil
        default: return nil
        }
    }
}

/// Opens sealed values, reading each subject's key once. What a destroyed key sealed reads as null.
public struct Opener {
    private let ring: KeyRing?
    private let session: any Session
    private var keys: [Int64: [KeyID: SealingKey?]] = [:]

    fileprivate init(_ ring: KeyRing?, _ session: any Session) {
        self.ring = ring
        self.session = session
    }

    /// Reads the keys of neighbouring shards at once, and forgets all others.
    public mutating func load(from first: Int64, through last: Int64) throws {
        keys = [:]
        guard let ring else { return }
        for (shard, id, key) in try SubjectKeys.keys(from: first, through: last, ring, in: session) {
            keys[shard, default: [:]][id] = .some(key)
        }
    }

    /// The value with everything sealed in it opened.
    public mutating func open(_ json: JSON, at place: SealPlace, shard: Int64) throws -> JSON {
        try opened(json, element: "", place, shard) ?? json
    }

    /// The stored text of one element's value.
    public mutating func open(_ value: JSON, of element: String, at place: SealPlace, shard: Int64) throws -> JSON {
        try opened(value, element: element, place, shard) ?? value
    }

    /// The stored text of one element's value, opened without taking it apart; `null` when its key was destroyed.
    public mutating func open(text: String, of element: String, at place: SealPlace, shard: Int64) throws -> String {
        guard Seals.mayBeSealed(text) else { return text }
        guard let bytes = Base64.bytes(String(text.dropFirst(Seals.opening.utf8.count).dropLast(2))) else {
            throw SealFault.malformed
        }
        guard let key = try key(of: bytes, shard: shard) else { return "null" }
        return String(decoding: try key.open(bytes, for: place.bytes(of: element)), as: UTF8.self)
    }

    /// What somebody wrote in their own words, from a column; empty when its key was destroyed.
    public mutating func open(words text: String, at place: SealPlace, shard: Int64) throws -> String {
        guard ring != nil, Seals.mayBeSealed(text) else { return text }
        return try JSON(parsing: try open(text: text, of: "", at: place, shard: shard)).text ?? ""
    }

    /// Bytes that were sealed for a column; nil when their key was destroyed.
    public mutating func open(_ sealed: [UInt8], at place: SealPlace, shard: Int64) throws -> [UInt8]? {
        try key(of: sealed, shard: shard)?.open(sealed, for: place.bytes)
    }

    private mutating func opened(_ json: JSON, element: String, _ place: SealPlace, _ shard: Int64) throws -> JSON? {
        switch json {
        case .object(var members):
            if members.count == 1, members[0].name == Seals.marker, case .string(let text) = members[0].value {
                guard let bytes = Base64.bytes(text) else { throw SealFault.malformed }
                guard let key = try key(of: bytes, shard: shard) else { return .null }
                return try JSON(
                    parsing: String(decoding: try key.open(bytes, for: place.bytes(of: element)), as: UTF8.self))
            }
            var isChanged = false
            for index in members.indices {
                let member = members[index]
                guard let value = try opened(member.value, element: member.name, place, shard) else { continue }
                members[index] = JSON.Member(member.name, value)
                isChanged = true
            }
            return isChanged ? .object(members) : nil
        case .array(var elements):
            var isChanged = false
            for index in elements.indices {
                guard let value = try opened(elements[index], element: element, place, shard) else { continue }
                elements[index] = value
                isChanged = true
            }
            return isChanged ? .array(elements) : nil
        default: return nil
        }
    }

    private mutating func key(of sealed: [UInt8], shard: Int64) throws -> SealingKey? {
        guard let id = SealingKey.id(of: sealed) else { throw SealFault.malformed }
        guard let ring else { throw SealFault.noKeys }
        if let known = keys[shard]?[id] { return known }
        for (shard, id, key) in try SubjectKeys.keys(from: shard, through: shard, ring, in: session) {
            keys[shard, default: [:]][id] = .some(key)
        }
        guard let key = keys[shard]?[id] else { throw SealFault.unknownKey(id) }
        return key
    }
}

/// Base64 (RFC 4648) by OpenSSL.
enum Base64 {
    static func text(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4 + 1) { buffer in
            Int(EVP_EncodeBlock(buffer.baseAddress, bytes, Int32(bytes.count)))
        }
    }

    static func bytes(_ text: String) -> [UInt8]? {
        let encoded = Array(text.utf8)
        guard !encoded.isEmpty, encoded.count % 4 == 0 else { return nil }
        let padding = encoded.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2 else { return nil }
        let decoded = [UInt8](unsafeUninitializedCapacity: encoded.count / 4 * 3) { buffer, count in
            count = Int(max(0, EVP_DecodeBlock(buffer.baseAddress, encoded, Int32(encoded.count))))
        }
        guard decoded.count == encoded.count / 4 * 3 else { return nil }
        return Array(decoded.dropLast(padding))
    }
}
