import Cases
import Foundation
import Ledger
import Logging
import Registry
import ServiceLifecycle
import Vocabulary

/// Brings everything under the keys in use (密钥轮换), while the service runs.
///
/// Every step is a transaction of its own that leaves a readable store: it may be killed between any two and run again.
struct KeyRotation {
    let opened: Installation

    struct Outcome {
        var rewrapped = 0
        var secondFactors = 0
        var subjects = 0
        var resealed = 0
    }

    /// Puts new keys in use; what is written from now on uses them, within two seconds on every node that shares the file.
    static func begin(_ file: inout KeyFile, profile: CryptoProfile?, at now: Instant) throws {
        for purpose in KeyPurpose.allCases where purpose.rotates { try file.rotate(purpose, profile: profile, at: now) }
    }

    /// - Parameter data: also gives every subject a new key and seals what is theirs anew.
    func finish(data: Bool, progress: (Int) -> Void = { _ in }) async throws -> Outcome {
        var outcome = Outcome()
        let ring = opened.keys.ring
        try ring.reload()
        try opened.history.files.reseal(opened.keys)
        outcome.secondFactors = try await opened.accounts.resealSecondFactors()
        var place = SubjectKeyPlace.start
        while true {
            let from = place
            guard
                let step = try await opened.store.write({ session in
                    try SubjectKeys.rewrap(after: from, limit: 100, ring, in: session)
                })
            else { break }
            place = step.next
            outcome.rewrapped += step.count
            progress(outcome.rewrapped)
        }
        guard data else { return outcome }
        let since = try ring.inUse(.subjects).madeAt
        var last = RegisterPlace.start
        while true {
            let from = last
            let page = try await opened.store.read { [register = opened.casework.register] session in
                try register.subjects(after: from, limit: 500, in: session)
            }
            guard let final = page.last else { return outcome }
            for subject in page {
                guard let count = try await opened.casework.reseal(subject, since: since, at: .now) else { continue }
                outcome.subjects += 1
                outcome.resealed += count
            }
            last = RegisterPlace(after: final)
            progress(outcome.subjects)
        }
    }

    /// Retired keys under which nothing lies any more.
    func unused(retiredBefore moment: Instant, of file: KeyFile) async throws -> Set<KeyID> {
        let wrapped = try await opened.store.read { try SubjectKeys.wrapped(in: $0) }
        let factors = try await opened.accounts.keysOfSecondFactors()
        let signing = opened.history.files.keyOfSigningKey
        return Set(
            file.entries.filter { entry in
                guard let retiredAt = entry.retiredAt, retiredAt < moment else { return false }
                return wrapped[entry.id, default: 0] == 0 && !factors.contains(entry.id) && signing != entry.id
            }.map(\.id))
    }
}

/// Takes over what another process changes in the key file.
struct KeyKeeper: Service {
    let keys: InstallationKeys
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var seen = changedAt
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(2))
                let now = changedAt
                guard now != seen, now != nil else { continue }
                do {
                    try keys.ring.reload()
                    seen = now
                    logger.notice("took over the changed key file")
                } catch {
                    logger.error(
                        "the changed key file cannot be read; the keys of before stay in use",
                        metadata: ["error": "\(error)"])
                }
            }
        }
    }

    private var changedAt: Date? {
        (try? FileManager.default.attributesOfItem(atPath: keys.path)[.modificationDate] as? Date) ?? nil
    }
}
