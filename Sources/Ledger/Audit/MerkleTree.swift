import CCrypto

/// The hashes of a history tree (RFC 6962 §2.1): SHA-256, a leaf behind the byte 0, a node behind the byte 1.
///
/// A tree over n entries splits at the largest power of two below n, so that growing it never changes a full subtree.
public enum MerkleTree {
    /// 32 bytes.
    public typealias Hash = [UInt8]

    /// The root of no entries: the digest of nothing.
    public static let emptyRoot: Hash = Digest.sha256([])

    public static func leaf(_ entry: [UInt8]) -> Hash { sha256([0] + entry) }

    public static func node(_ left: Hash, _ right: Hash) -> Hash {
        var message: [UInt8] = [1]
        message.reserveCapacity(65)
        message += left
        message += right
        return sha256(message)
    }

    private static func sha256(_ message: [UInt8]) -> Hash {
        [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
            message.withUnsafeBufferPointer { ccrypto_sha256($0.baseAddress, $0.count, digest.baseAddress) }
            count = 32
        }
    }

    /// The largest power of two below `count`, where a tree of two or more entries splits.
    static func split(_ count: Int) -> Int {
        precondition(count > 1)
        return 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }

    /// The right edge of a growing tree: the roots of its full subtrees, largest first. All that a root needs.
    public struct Edge: Equatable, Sendable {
        public private(set) var size = 0
        /// The roots of its full subtrees, largest first.
        public private(set) var peaks: [Hash] = []

        public init() {}

        /// The edge of a tree over `size` entries; nil when the number of peaks does not fit.
        public init?(size: Int, peaks: [Hash]) {
            guard size >= 0, size.nonzeroBitCount == peaks.count, peaks.allSatisfy({ $0.count == 32 }) else {
                return nil
            }
            self.size = size
            self.peaks = peaks
        }

        public mutating func append(_ leaf: Hash) {
            var hash = leaf
            var rest = size
            while rest & 1 == 1 {
                hash = MerkleTree.node(peaks.removeLast(), hash)
                rest >>= 1
            }
            peaks.append(hash)
            size += 1
        }

        public var root: Hash {
            guard var hash = peaks.last else { return MerkleTree.emptyRoot }
            for peak in peaks.dropLast().reversed() { hash = MerkleTree.node(peak, hash) }
            return hash
        }
    }
}
