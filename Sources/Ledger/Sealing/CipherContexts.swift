import CCrypto
import Synchronization

/// Cipher contexts kept for reuse: making one costs as much as sealing a short value. There are never more of them than
/// threads that sealed at the same time.
enum CipherContexts {
    // Addresses, since a pointer is not Sendable; a context is only ever with one holder.
    private static let idle = Mutex<[UInt]>([])

    static func with<T>(_ body: (OpaquePointer?) -> T) -> T {
        let address = idle.withLock { $0.popLast() }
        let context = address.flatMap { OpaquePointer(bitPattern: $0) } ?? EVP_CIPHER_CTX_new()
        defer {
            if let context { idle.withLock { $0.append(UInt(bitPattern: context)) } }
        }
        return body(context)
    }

    /// Looked up once: OpenSSL 3 searches its providers for every use of `EVP_aes_256_gcm()`.
    static var aes256GCM: OpaquePointer? { aes.pointer }
    private static let aes = Fetched("AES-256-GCM")
    private static let sm4 = Fetched("SM4-CTR")

    private struct Fetched: @unchecked Sendable {
        // A fetched cipher never changes, and is never freed.
        let pointer: OpaquePointer?
        init(_ name: String) { pointer = EVP_CIPHER_fetch(nil, name, nil) }
    }

    /// SM4 in counter mode, which is the same in both directions.
    static func sm4CTR(_ text: [UInt8], key: [UInt8], nonce: [UInt8]) throws(SealFault) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: text.count)
        let done = with { context in
            var count: Int32 = 0
            return EVP_EncryptInit_ex2(context, sm4.pointer, key, nonce, nil) == 1
                && EVP_EncryptUpdate(context, &out, &count, text, Int32(text.count)) == 1
        }
        guard done else { throw .cryptography("SM4-CTR") }
        return out
    }
}

/// Random bytes for nonces, drawn from the system's generator by the page.
enum Nonces {
    private static let pool = Mutex<(bytes: [UInt8], used: Int)>(([], 0))

    static func next(_ count: Int) -> [UInt8] {
        pool.withLock { pool in
            if pool.used + count > pool.bytes.count { pool = (Digest.randomBytes(4_096), 0) }
            defer { pool.used += count }
            return Array(pool.bytes[pool.used..<pool.used + count])
        }
    }
}
