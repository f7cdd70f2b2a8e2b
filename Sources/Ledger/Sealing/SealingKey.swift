import CCrypto

/// A secret of 32 bytes that seals values: encrypts them, and binds them to the place they belong to.
///
/// A ciphertext is the algorithm (1 byte), the key's name (8), the nonce (12 or 16), the encrypted bytes, and the tag
/// (16 or 32). What it is bound to is not in it and must be given again to open it.
public struct SealingKey: Sendable {
    public let id: KeyID
    let bytes: [UInt8]

    static let headerCount = 9

    public init(id: KeyID, bytes: [UInt8]) {
        precondition(bytes.count == 32, "a sealing key has 32 bytes")
        self.id = id
        self.bytes = bytes
    }

    public static func generate() -> SealingKey { SealingKey(id: .random(), bytes: Digest.randomBytes(32)) }

    /// Seals bytes for one place.
    /// - Parameter place: table, column and row; see ``SealPlace``.
    public func seal(_ plain: [UInt8], for place: [UInt8], with algorithm: SealAlgorithm) throws(SealFault) -> [UInt8] {
        let header = [algorithm.rawValue] + id.bytes
        let nonce = Nonces.next(algorithm.nonceCount)
        switch algorithm {
        case .aes256GCM: return try GCM.seal(plain, key: bytes, nonce: nonce, header: header, place: place)
        case .sm4CTRWithHMACSM3: return try SM4.seal(plain, key: bytes, nonce: nonce, header: header, place: place)
        }
    }

    /// - Throws: `SealFault.notAuthentic` when a bit differs or the place is another one.
    public func open(_ sealed: [UInt8], for place: [UInt8]) throws(SealFault) -> [UInt8] {
        guard let algorithm = sealed.first.flatMap(SealAlgorithm.init),
            sealed.count >= Self.headerCount + algorithm.nonceCount + algorithm.tagCount
        else { throw .malformed }
        switch algorithm {
        case .aes256GCM: return try GCM.open(sealed, key: bytes, place: place)
        case .sm4CTRWithHMACSM3: return try SM4.open(sealed, key: bytes, place: place)
        }
    }

    /// The key that a ciphertext names; nil when it is none.
    public static func id(of sealed: [UInt8]) -> KeyID? {
        guard sealed.count > headerCount, SealAlgorithm(rawValue: sealed[0]) != nil else { return nil }
        return KeyID(bytes: sealed[1..<headerCount])
    }
}

/// AES-256-GCM; header and place are authenticated with the text.
enum GCM {
    static let tagCount = SealAlgorithm.aes256GCM.tagCount
    static let nonceCount = SealAlgorithm.aes256GCM.nonceCount

    static func seal(
        _ plain: [UInt8], key: [UInt8], nonce: [UInt8], header: [UInt8], place: [UInt8]
    ) throws(SealFault) -> [UInt8] {
        let start = header.count + nonce.count
        var sealed = header + nonce
        sealed.reserveCapacity(start + plain.count + tagCount)
        sealed.append(contentsOf: repeatElement(0, count: plain.count + tagCount))
        let done = CipherContexts.with { context in
            sealed.withUnsafeMutableBufferPointer { out in
                guard let base = out.baseAddress else { return false }
                var count: Int32 = 0
                return EVP_EncryptInit_ex2(context, CipherContexts.aes256GCM, key, nonce, nil) == 1
                    && EVP_EncryptUpdate(context, nil, &count, header, Int32(header.count)) == 1
                    && EVP_EncryptUpdate(context, nil, &count, place, Int32(place.count)) == 1
                    && EVP_EncryptUpdate(context, base + start, &count, plain, Int32(plain.count)) == 1
                    && EVP_EncryptFinal_ex(context, base + start + plain.count, &count) == 1
                    && EVP_CIPHER_CTX_ctrl(
                        context, EVP_CTRL_AEAD_GET_TAG, Int32(tagCount), base + start + plain.count) == 1
            }
        }
        guard done else { throw .cryptography("AES-256-GCM") }
        return sealed
    }

    static func open(_ sealed: [UInt8], key: [UInt8], place: [UInt8]) throws(SealFault) -> [UInt8] {
        let start = SealingKey.headerCount + nonceCount
        let count = sealed.count - start - tagCount
        var plain = [UInt8](repeating: 0, count: count)
        let done = CipherContexts.with { context in
            sealed.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return false }
                var written: Int32 = 0
                // OpenSSL takes the tag through a pointer that may change, and does not change it.
                let tag = UnsafeMutableRawPointer(mutating: base + start + count)
                return EVP_DecryptInit_ex2(
                    context, CipherContexts.aes256GCM, key, base + SealingKey.headerCount, nil) == 1
                    && EVP_DecryptUpdate(context, nil, &written, base, Int32(SealingKey.headerCount)) == 1
                    && EVP_DecryptUpdate(context, nil, &written, place, Int32(place.count)) == 1
                    && EVP_DecryptUpdate(context, &plain, &written, base + start, Int32(count)) == 1
                    && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tagCount), tag) == 1
                    && EVP_DecryptFinal_ex(context, nil, &written) == 1
            }
        }
        guard done else { throw .notAuthentic }
        return plain
    }
}

/// SM4-CTR, then HMAC-SM3 over everything; the two keys are drawn from the one with HMAC-SM3 under fixed names.
enum SM4 {
    static let tagCount = SealAlgorithm.sm4CTRWithHMACSM3.tagCount
    static let nonceCount = SealAlgorithm.sm4CTRWithHMACSM3.nonceCount

    static func seal(
        _ plain: [UInt8], key: [UInt8], nonce: [UInt8], header: [UInt8], place: [UInt8]
    ) throws(SealFault) -> [UInt8] {
        let body = header + nonce + (try counter(plain, key: encryptionKey(key), nonce: nonce))
        return body + tag(body, key: key, place: place)
    }

    static func open(_ sealed: [UInt8], key: [UInt8], place: [UInt8]) throws(SealFault) -> [UInt8] {
        let body = Array(sealed.dropLast(tagCount))
        let expected = tag(body, key: key, place: place)
        // Nothing is decrypted before the tag is right.
        guard CRYPTO_memcmp(expected, Array(sealed.suffix(tagCount)), tagCount) == 0 else { throw .notAuthentic }
        let start = SealingKey.headerCount + nonceCount
        return try counter(
            Array(body[start...]), key: encryptionKey(key), nonce: Array(body[SealingKey.headerCount..<start]))
    }

    private static func encryptionKey(_ key: [UInt8]) -> [UInt8] {
        Array(Digest.hmacSM3(key: key, Array("lianban seal encryption".utf8)).prefix(16))
    }

    private static func tag(_ body: [UInt8], key: [UInt8], place: [UInt8]) -> [UInt8] {
        let authentication = Digest.hmacSM3(key: key, Array("lianban seal authentication".utf8))
        let count = (0..<8).map { UInt8(truncatingIfNeeded: place.count >> (8 * (7 - $0))) }
        return Digest.hmacSM3(key: authentication, count + place + body)
    }

    private static func counter(_ text: [UInt8], key: [UInt8], nonce: [UInt8]) throws(SealFault) -> [UInt8] {
        try CipherContexts.sm4CTR(text, key: key, nonce: nonce)
    }
}
