import CCrypto
import Foundation
import Ledger

/// What is stored instead of a password, with the salt and the parameters that made it:
/// `$scrypt$ln=17,r=8,p=1$<salt>$<key>`, base64 without padding (PHC string format).
struct PasswordHash: Hashable, Sendable {
    let cost: PasswordCost
    let salt: [UInt8]
    let key: [UInt8]

    /// Derives the hash of `password` under a new salt. Slow by design: see ``PasswordHashing``.
    init(of password: Password, cost: PasswordCost) throws(ScryptFailed) {
        self.cost = cost
        salt = Digest.randomBytes(16)
        key = try Self.derive(password, salt: salt, cost: cost, count: 32)
    }

    private init(cost: PasswordCost, salt: [UInt8], key: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.key = key
    }

    /// A hash that no password is known to match, for the same work without an account.
    static func decoy(cost: PasswordCost) -> PasswordHash {
        PasswordHash(cost: cost, salt: Digest.randomBytes(16), key: Digest.randomBytes(32))
    }

    /// Whether `password` is the one. Slow by design; the comparison takes the same time for every answer.
    func matches(_ password: Password) throws(ScryptFailed) -> Bool {
        let candidate = try Self.derive(password, salt: salt, cost: cost, count: key.count)
        return CRYPTO_memcmp(candidate, key, key.count) == 0
    }

    static func derive(
        _ password: Password, salt: [UInt8], cost: PasswordCost, count: Int
    ) throws(ScryptFailed) -> [UInt8] {
        var key = [UInt8](repeating: 0, count: count)
        let done = password.withBytes { secret in
            EVP_PBE_scrypt(
                secret.baseAddress, secret.count, salt, salt.count, 1 << UInt64(cost.logRounds), UInt64(cost.blockSize),
                UInt64(cost.parallelism), UInt64(cost.memory * 2), &key, count)
        }
        guard done == 1 else { throw ScryptFailed(bytes: cost.memory) }
        return key
    }
}

/// The machine had no memory for a hash.
struct ScryptFailed: Error {
    let bytes: Int
}

extension PasswordHash: CustomStringConvertible {
    var description: String {
        "$scrypt$ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)$\(Self.base64(salt))$\(Self.base64(key))"
    }

    init?(parsing text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
        var numbers: [Int] = []
        for (pair, name) in zip(parts[2].split(separator: ",", omittingEmptySubsequences: false), ["ln=", "r=", "p="]) {
            guard pair.hasPrefix(name), let number = Int(pair.dropFirst(name.count)) else { return nil }
            numbers.append(number)
        }
        guard numbers.count == 3,
            let cost = PasswordCost(logRounds: numbers[0], blockSize: numbers[1], parallelism: numbers[2]),
            let salt = Self.bytes(parts[3]), let key = Self.bytes(parts[4]), salt.count >= 8, key.count >= 16
        else { return nil }
        self.init(cost: cost, salt: salt, key: key)
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        String(Data(bytes).base64EncodedString().prefix { $0 != "=" })
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text + padding).map(Array.init)
    }
}
