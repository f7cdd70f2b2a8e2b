import ArgumentParser
import Cases
import Foundation
import Ledger
import Logging
import ServiceLifecycle
import Vocabulary

/// The history tree of one installation with the key that signs it.
struct History: Sendable {
    let tree: AuditTree
    let key: SigningKey
    let files: HistoryFiles

    static let origin = "lianban/history"

    init(store: any Store, data: String, keys: InstallationKeys) throws {
        files = HistoryFiles(data: data)
        key = try files.key(keys)
        tree = AuditTree(store: store, holder: Digest.randomBytes(16))
    }

    /// Takes in what waits and lets a checkpoint leave the machine.
    @discardableResult
    func settle(at now: Instant) async throws -> Checkpoint? {
        try await tree.catchUp(at: now)
        guard let checkpoint = try await tree.checkpoint(origin: Self.origin, key: key, at: now) else { return nil }
        try files.append(checkpoint)
        return checkpoint
    }

    /// What is wrong when the newest checkpoint was signed with another key than this node's; nil when nothing is.
    func foreignKey(_ console: Console) async throws -> String? {
        guard try await !tree.isSigned(by: key) else { return nil }
        return console(
            "历史的最新检查点由另一把密钥签名：请把首个节点的 \(files.keyPath) 复制到本节点，否则核验时会误报。",
            "the newest checkpoint of the history is signed with another key: copy \(files.keyPath) here from the first node,"
                + " else checks take checkpoints for forged")
    }

    func check(progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }) async throws -> AuditReport {
        let kept = try files.checkpoints()
        return try await tree.read { session in
            try tree.check(keeping: kept, signedBy: key, in: session, progress: progress)
        }
    }
}

/// The files of the history beside the data file: the key, and the checkpoints. A copy of the checkpoints belongs on another machine.
struct HistoryFiles: Sendable {
    let data: String

    var keyPath: String { data + ".audit-key" }
    private var publicKeyPath: String { data + ".audit-key.pub" }
    var checkpointPath: String { data + ".checkpoints" }

    private static let place = SealPlace("audit-key.private")

    /// The signing key (DER, sealed, mode 600), made on the first start; its public half stands beside it.
    func key(_ keys: InstallationKeys) throws -> SigningKey {
        if let known = FileManager.default.contents(atPath: keyPath).map(Array.init) {
            // A key of before there were others lies there as it is: DER begins with the tag of a sequence.
            if known.first == 0x30 {
                let key = try SigningKey(privateDER: known)
                try reseal(keys)
                return key
            }
            return try SigningKey(privateDER: try keys.ring.open(known, for: Self.place))
        }
        let scheme = setting(.signature).flatMap(SignatureScheme.init(rawValue:)) ?? keys.profile.signature
        let key = try SigningKey.generate(scheme)
        let sealed = try keys.ring.seal(key.privateDER, .auditSigning, for: Self.place)
        try Self.write(sealed, to: keyPath, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        try Self.write(key.publicDER, to: publicKeyPath, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644)
        return key
    }

    /// The key under which the signing key lies.
    var keyOfSigningKey: KeyID? {
        FileManager.default.contents(atPath: keyPath).flatMap { SealingKey.id(of: Array($0)) }
    }

    /// Seals the signing key under the key in use, replacing the file in one step.
    func reseal(_ keys: InstallationKeys) throws {
        guard let known = FileManager.default.contents(atPath: keyPath).map(Array.init) else { return }
        let plain = known.first == 0x30 ? known : try keys.ring.open(known, for: Self.place)
        let fresh = keyPath + ".new"
        unlink(fresh)
        let sealed = try keys.ring.seal(plain, .auditSigning, for: Self.place)
        try Self.write(sealed, to: fresh, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        guard rename(fresh, keyPath) == 0 else {
            throw ValidationError("cannot replace \(keyPath): \(String(cString: strerror(errno)))")
        }
    }

    /// The file of checkpoints as it stands.
    var checkpointText: Data { FileManager.default.contents(atPath: checkpointPath) ?? Data() }

    func checkpoints() throws -> [Checkpoint] { try Checkpoint.list(String(decoding: checkpointText, as: UTF8.self)) }

    func append(_ checkpoint: Checkpoint) throws {
        try Self.write(
            Array((checkpoint.note + "\n").utf8), to: checkpointPath, flags: O_WRONLY | O_CREAT | O_APPEND, mode: 0o644)
    }

    /// Copies the key for a copy of the data file, and writes the checkpoints that belong to it.
    /// - Parameter checkpoints: read before the data was copied: a later one speaks of entries that the copy lacks.
    func copy(to target: String, keeping checkpoints: Data) throws {
        for end in [".audit-key", ".audit-key.pub"]
        where FileManager.default.fileExists(atPath: data + end)
            && !FileManager.default.fileExists(atPath: target + end)
        {
            try FileManager.default.copyItem(atPath: data + end, toPath: target + end)
        }
        let file = HistoryFiles(data: target).checkpointPath
        guard !checkpoints.isEmpty, !FileManager.default.fileExists(atPath: file) else { return }
        try Self.write(Array(checkpoints), to: file, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
    }

    /// Copies key and checkpoints to where the store moves. Another history's files are left alone.
    /// - Throws: `ValidationError` when there are some.
    func move(to target: String) throws {
        guard target != data else { return }
        for end in [".audit-key", ".checkpoints"] {
            let present = FileManager.default.contents(atPath: target + end)
            guard present == nil || present == FileManager.default.contents(atPath: data + end) else {
                throw ValidationError("\(target + end) exists and belongs to another history; move it away first")
            }
        }
        try copy(to: target, keeping: checkpointText)
    }

    private static func write(_ bytes: [UInt8], to path: String, flags: Int32, mode: mode_t) throws {
        let descriptor = Foundation.open(path, flags, mode)
        guard descriptor >= 0 else {
            throw ValidationError("cannot write \(path): \(String(cString: strerror(errno)))")
        }
        defer { Foundation.close(descriptor) }
        guard Foundation.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            throw ValidationError("cannot write \(path): \(String(cString: strerror(errno)))")
        }
    }
}

extension Installation {
    /// Every invariant: those of the cases, and the history tree (number 7).
    func verify(progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }) async throws -> Verification {
        var verification = try await casework.verify(progress: progress)
        let report = try await history.check()
        verification.checked.append((invariant: "audit", count: report.entries))
        verification.violations += report.violations.map { violation in
            let place =
                violation.position.map { "entry \($0)" } ?? violation.stream.map(Digest.hexadecimal) ?? "history"
            return .init(invariant: "audit", subject: place, detail: violation.detail)
        }
        return verification
    }
}

/// Keeps the tree within a second of the commits, and signs it every minute.
struct HistoryKeeper: Service {
    let history: History
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var signedAt = Instant(microseconds: 0)
            while !Task.isCancelled {
                var isBehind = false
                do {
                    let now = Instant.now
                    isBehind = try await history.tree.sequence(at: now) == AuditTree.batch
                    if signedAt.seconds(until: now) >= 60 {
                        try await history.settle(at: now)
                        signedAt = now
                    }
                } catch is CancellationError {
                    break
                } catch {
                    logger.error("the history could not be kept and is tried again", metadata: ["error": "\(error)"])
                }
                // Under load it works in small portions all the time, rather than in bursts for which everybody waits.
                try? await Task.sleep(for: .milliseconds(isBehind ? 10 : 500))
            }
        }
    }
}
