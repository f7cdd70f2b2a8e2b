import Foundation
import Ledger
import Vocabulary

/// A secret that two systems share to sign what they send each other (Standard Webhooks, symmetric: HMAC-SHA-256).
public struct WebhookSecret: Sendable, Equatable {
    let key: [UInt8]

    /// Reads `whsec_` and the key in Base64.
    /// - Returns: nil unless it is between 24 and 64 bytes, as the standard demands.
    public init?(_ text: some StringProtocol) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard trimmed.hasPrefix("whsec_"), let data = Data(base64Encoded: String(trimmed.dropFirst(6))),
            (24...64).contains(data.count)
        else { return nil }
        key = Array(data)
    }

    /// A new secret from the system's randomness.
    public static func new() -> WebhookSecret { WebhookSecret(key: Digest.randomBytes(32)) }

    private init(key: [UInt8]) { self.key = key }

    /// As it is written into files: `whsec_…`.
    public var text: String { "whsec_" + Data(key).base64EncodedString() }

    /// The signature of a message, as it stands in `webhook-signature`.
    /// - Parameter seconds: Unix time of the sending, as in `webhook-timestamp`.
    public func sign(id: String, seconds: Int64, body: [UInt8]) -> String {
        let mac = Digest.hmacSHA256(key: key, Array("\(id).\(seconds).".utf8) + body)
        return "v1," + Data(mac).base64EncodedString()
    }
}

/// The three headers of a signed message (Standard Webhooks).
public struct WebhookHeaders: Sendable {
    public let id: String?
    public let timestamp: String?
    public let signature: String?

    public init(id: String?, timestamp: String?, signature: String?) {
        self.id = id
        self.timestamp = timestamp
        self.signature = signature
    }

    /// Seconds by which the clocks of two systems may differ, and after which a recorded message is no longer taken.
    public static let tolerance: Int64 = 300

    /// Proves that somebody with one of the secrets sent these bytes, not long ago.
    /// - Returns: the message's identifier.
    public func verify(_ body: [UInt8], secrets: [WebhookSecret], at now: Instant) throws(ReplyRefused) -> String {
        guard let id, (1...128).contains(id.utf8.count), id.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            let timestamp,
            let seconds = Int64(timestamp), let signature
        else { throw ReplyRefused(.unsigned, "webhook-id, webhook-timestamp and webhook-signature are needed") }
        let present = now.microseconds / 1_000_000
        guard seconds > present - Self.tolerance, seconds < present + Self.tolerance else {
            throw ReplyRefused(.oldTimestamp, "signed at \(seconds), which is more than \(Self.tolerance) s from now")
        }
        let given = signature.split(separator: " ").prefix(8)
        for secret in secrets {
            let right = Array(secret.sign(id: id, seconds: seconds, body: body).utf8)
            for candidate in given where Self.areEqual(Array(candidate.utf8), right) { return id }
        }
        throw ReplyRefused(.badSignature, "no signature fits")
    }

    /// Compares in a time that does not depend on where they differ.
    private static func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        guard a.count == b.count else { return false }
        return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
