import Foundation
import Synchronization
import Vocabulary

/// How many failed sign-ins one network address may have: a token bucket per address, in memory.
///
/// A success gives its token back, so that a whole office behind one address is never slowed by signing in. Of an IPv6
/// address the first 64 bits count, because one customer owns all the rest.
final class AddressAllowance: Sendable {
    static let burst = 30.0
    static let secondsPerToken = 10.0

    private struct Bucket {
        var tokens: Double
        var at: Instant
    }

    private let buckets = Mutex<[String: Bucket]>([:])
    private let capacity: Int
    private let burst: Double
    private let secondsPerToken: Double

    init(capacity: Int = 50_000, burst: Double = burst, secondsPerToken: Double = secondsPerToken) {
        self.capacity = capacity
        self.burst = burst
        self.secondsPerToken = secondsPerToken
    }

    /// Takes a token.
    /// - Throws: `SignInRefused.tooManyAttempts` when there is none.
    func take(_ address: String, at now: Instant) throws(SignInRefused) {
        let wait: Double? = buckets.withLock { buckets in
            var bucket = refilled(buckets[address], at: now)
            guard bucket.tokens >= 1 else {
                return (1 - bucket.tokens) * secondsPerToken
            }
            bucket.tokens -= 1
            if buckets.count >= capacity { forgetFull(&buckets, at: now) }
            buckets[address] = bucket
            return nil
        }
        if let wait { throw .tooManyAttempts(retryAfterSeconds: Int(wait.rounded(.up))) }
    }

    /// Gives a token back after a success.
    func giveBack(_ address: String, at now: Instant) {
        buckets.withLock { buckets in
            var bucket = refilled(buckets[address], at: now)
            bucket.tokens = min(bucket.tokens + 1, burst)
            buckets[address] = bucket.tokens < burst ? bucket : nil
        }
    }

    /// Buckets held now.
    var count: Int { buckets.withLock(\.count) }

    private func refilled(_ bucket: Bucket?, at now: Instant) -> Bucket {
        guard var bucket else { return Bucket(tokens: burst, at: now) }
        bucket.tokens = min(bucket.tokens + max(bucket.at.seconds(until: now), 0) / secondsPerToken, burst)
        bucket.at = now
        return bucket
    }

    /// Makes room: first the buckets that have filled up again, then, under a flood of addresses, all of them.
    private func forgetFull(_ buckets: inout [String: Bucket], at now: Instant) {
        let before = buckets.count
        buckets = buckets.filter { refilled($0.value, at: now).tokens < burst }
        if buckets.count > before / 2 { buckets = [:] }
    }
}

/// The part of a client's network address that is counted and recorded.
enum NetworkAddress {
    /// `203.0.113.9`, or the first half of an IPv6 address such as `2001:db8:1:2::/64`; other texts are cut to 64 bytes.
    static func counted(_ text: String) -> String {
        var six = in6_addr()
        guard text.utf8.count <= 64, text.contains(":"), inet_pton(AF_INET6, text, &six) == 1 else {
            return String(decoding: text.utf8.prefix(64).filter { $0 > 0x20 && $0 < 0x7F }, as: UTF8.self)
        }
        var bytes = withUnsafeBytes(of: six) { Array($0) }
        if bytes.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) {
            return bytes.suffix(4).map(String.init).joined(separator: ".")
        }
        bytes.replaceSubrange(8..., with: [UInt8](repeating: 0, count: 8))
        var half = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, bytes, &half, socklen_t(half.count)) != nil else { return "?" }
        return String(decoding: half.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) + "/64"
    }
}
