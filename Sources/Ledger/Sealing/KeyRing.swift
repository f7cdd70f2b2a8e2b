import Synchronization
import Vocabulary

/// What a key of the key file is for.
public enum KeyPurpose: String, Sendable, CaseIterable {
    /// Wraps the key of each subject.
    case subjects
    /// Looks people and organisations up by their numbers. It never changes: every index would have to be made anew.
    case subjectIndex = "index:subject"
    /// Seals the secrets of second factors.
    case secondFactor = "second-factor"
    /// Seals the key that signs the history.
    case auditSigning = "audit-signing"

    public var rotates: Bool { self != .subjectIndex }
}

/// One key of the key file.
public struct KeyEntry: Sendable {
    public let key: SealingKey
    public let purpose: KeyPurpose
    /// The algorithms it was made for.
    public let profile: CryptoProfile
    public let madeAt: Instant
    /// Since when nothing new is sealed under it; nil while it is the one in use.
    public var retiredAt: Instant?

    public var id: KeyID { key.id }

    public init(
        key: SealingKey, purpose: KeyPurpose, profile: CryptoProfile, madeAt: Instant, retiredAt: Instant? = nil
    ) {
        self.key = key
        self.purpose = purpose
        self.profile = profile
        self.madeAt = madeAt
        self.retiredAt = retiredAt
    }
}

/// The opened keys of an installation, shared by all threads. A rotation elsewhere is taken over by ``reload()``.
public final class KeyRing: Sendable {
    private struct Holding {
        var entries: [KeyID: KeyEntry] = [:]
        var inUse: [KeyPurpose: KeyEntry] = [:]

        init(_ entries: [KeyEntry]) {
            for entry in entries {
                self.entries[entry.id] = entry
                guard entry.retiredAt == nil else { continue }
                if let known = inUse[entry.purpose], known.madeAt > entry.madeAt { continue }
                inUse[entry.purpose] = entry
            }
        }
    }

    private let holding: Mutex<Holding>
    private let reading: (@Sendable () throws -> [KeyEntry])?

    /// - Parameter reading: reads the keys anew, for keys that were added meanwhile.
    public init(_ entries: [KeyEntry], reading: (@Sendable () throws -> [KeyEntry])? = nil) {
        holding = Mutex(Holding(entries))
        self.reading = reading
    }

    /// A ring of new keys that no file holds, for tests and trials.
    public static func temporary(_ profile: CryptoProfile = .international, at moment: Instant = .now) -> KeyRing {
        KeyRing(
            KeyPurpose.allCases.map {
                KeyEntry(key: .generate(), purpose: $0, profile: profile, madeAt: moment)
            })
    }

    /// Takes over what the key file holds now.
    public func reload() throws {
        guard let reading else { return }
        let fresh = Holding(try reading())
        holding.withLock { $0 = fresh }
    }

    /// The key in use for a purpose.
    public func inUse(_ purpose: KeyPurpose) throws(SealFault) -> KeyEntry {
        guard let entry = holding.withLock({ $0.inUse[purpose] }) else { throw .noKeys }
        return entry
    }

    /// The secret of a purpose itself, for keyed digests.
    public func secret(_ purpose: KeyPurpose) throws(SealFault) -> [UInt8] { try inUse(purpose).key.bytes }

    func entry(_ id: KeyID) throws -> KeyEntry {
        if let known = holding.withLock({ $0.entries[id] }) { return known }
        // Another process may have rotated a moment ago.
        try reload()
        guard let entry = holding.withLock({ $0.entries[id] }) else { throw SealFault.unknownKey(id) }
        return entry
    }

    /// Seals under the key in use.
    public func seal(_ plain: [UInt8], _ purpose: KeyPurpose, for place: SealPlace) throws(SealFault) -> [UInt8] {
        let entry = try inUse(purpose)
        return try entry.key.seal(plain, for: place.bytes, with: entry.profile.algorithm)
    }

    /// Opens what any key of the ring has sealed.
    public func open(_ sealed: [UInt8], for place: SealPlace) throws -> [UInt8] {
        guard let id = SealingKey.id(of: sealed) else { throw SealFault.malformed }
        return try entry(id).key.open(sealed, for: place.bytes)
    }
}
