/// Proofs that anybody can check with nothing but SHA-256 (RFC 9162 §2.1.3 and §2.1.4, the shapes of RFC 6962).
public enum MerkleProof {
    /// The hash of the full subtree of 2^level entries that begins at entry `index << level`.
    public typealias Subtree = (_ level: Int, _ index: Int) throws -> MerkleTree.Hash

    /// The path from entry `index` to the root of the tree over the first `size` entries, lowest first.
    public static func inclusion(of index: Int, in size: Int, _ subtree: Subtree) throws -> [MerkleTree.Hash] {
        precondition(index >= 0 && index < size)
        var path: [MerkleTree.Hash] = []
        var low = 0
        var high = size
        while high - low > 1 {
            let middle = low + MerkleTree.split(high - low)
            if index < middle {
                path.append(try root(middle, high, subtree))
                high = middle
            } else {
                path.append(try root(low, middle, subtree))
                low = middle
            }
        }
        return path.reversed()
    }

    /// What shows that the tree over `old` entries is the beginning of the tree over `new` entries.
    public static func consistency(from old: Int, to new: Int, _ subtree: Subtree) throws -> [MerkleTree.Hash] {
        precondition(old >= 0 && old <= new)
        guard old > 0, old < new else { return [] }
        var proof: [MerkleTree.Hash] = []
        var low = 0
        var high = new
        var isWhole = true
        while high != old {
            let middle = low + MerkleTree.split(high - low)
            if old <= middle {
                proof.append(try root(middle, high, subtree))
                high = middle
            } else {
                proof.append(try root(low, middle, subtree))
                low = middle
                isWhole = false
            }
        }
        if !isWhole { proof.append(try root(low, high, subtree)) }
        return proof.reversed()
    }

    /// The root of the tree over entries `low ..< high`, where `low` is a place at which the whole tree splits.
    static func root(_ low: Int, _ high: Int, _ subtree: Subtree) throws -> MerkleTree.Hash {
        let count = high - low
        if count == 0 { return MerkleTree.emptyRoot }
        if count.nonzeroBitCount == 1 {
            let level = count.trailingZeroBitCount
            return try subtree(level, low >> level)
        }
        let middle = low + MerkleTree.split(count)
        return MerkleTree.node(try root(low, middle, subtree), try root(middle, high, subtree))
    }

    /// Whether the path leads from the leaf at `index` to `root`.
    public static func verifies(
        inclusion path: [MerkleTree.Hash], of leaf: MerkleTree.Hash, at index: Int, in size: Int, root: MerkleTree.Hash
    ) -> Bool {
        guard index >= 0, index < size else { return false }
        var place = index
        var last = size - 1
        var hash = leaf
        for step in path {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                hash = MerkleTree.node(step, hash)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                hash = MerkleTree.node(hash, step)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    /// Whether the tree with root `new` goes on where the tree with root `old` ended.
    public static func verifies(
        consistency proof: [MerkleTree.Hash], from oldSize: Int, _ old: MerkleTree.Hash, to newSize: Int,
        _ new: MerkleTree.Hash
    ) -> Bool {
        guard oldSize >= 0, oldSize <= newSize else { return false }
        if oldSize == newSize { return proof.isEmpty && old == new }
        if oldSize == 0 { return proof.isEmpty && old == MerkleTree.emptyRoot }
        var steps = proof
        if oldSize.nonzeroBitCount == 1 { steps.insert(old, at: 0) }
        guard let first = steps.first else { return false }
        var place = oldSize - 1
        var last = newSize - 1
        while place & 1 == 1 {
            place >>= 1
            last >>= 1
        }
        var oldHash = first
        var newHash = first
        for step in steps.dropFirst() {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                oldHash = MerkleTree.node(step, oldHash)
                newHash = MerkleTree.node(step, newHash)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                newHash = MerkleTree.node(newHash, step)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && oldHash == old && newHash == new
    }
}
