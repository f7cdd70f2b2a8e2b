import Ledger
import Testing

@Suite struct `A history tree` {
    /// The entries and roots that RFC 6962's own implementation is tested with.
    static let entries: [[UInt8]] = [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
        [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        [0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
    ]
    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    static func root(of leaves: some Sequence<[UInt8]>) -> [UInt8] {
        var edge = MerkleTree.Edge()
        for leaf in leaves { edge.append(leaf) }
        return edge.root
    }

    @Test func `has the roots of RFC 6962`() {
        for size in 0...8 {
            let root = Self.root(of: Self.entries.prefix(size).map(MerkleTree.leaf))
            #expect(Digest.hexadecimal(root) == Self.roots[size])
        }
    }

    /// The hash of a full subtree of `leaves`, made the slow way.
    static func subtree(_ leaves: [[UInt8]], _ level: Int, _ index: Int) -> [UInt8] {
        root(of: leaves[(index << level)..<((index + 1) << level)])
    }

    @Test func `proves every entry and no other`() throws {
        let leaves = (0..<40).map { MerkleTree.leaf([UInt8($0)]) }
        for size in [1, 2, 3, 7, 8, 13, 32, 40] {
            let root = Self.root(of: leaves.prefix(size))
            for index in 0..<size {
                let path = try MerkleProof.inclusion(of: index, in: size) { Self.subtree(leaves, $0, $1) }
                #expect(MerkleProof.verifies(inclusion: path, of: leaves[index], at: index, in: size, root: root))
                #expect(
                    !MerkleProof.verifies(inclusion: path, of: MerkleTree.leaf([99]), at: index, in: size, root: root))
                #expect(
                    size == 1
                        || !MerkleProof.verifies(
                            inclusion: path, of: leaves[index], at: (index + 1) % size, in: size, root: root)
                )
                #expect(
                    path.isEmpty
                        || !MerkleProof.verifies(
                            inclusion: Array(path.dropLast()), of: leaves[index], at: index, in: size, root: root)
                )
            }
        }
    }

    @Test func `proves that it only grew`() throws {
        let leaves = (0..<40).map { MerkleTree.leaf([UInt8($0)]) }
        for new in [1, 2, 5, 8, 21, 40] {
            let newRoot = Self.root(of: leaves.prefix(new))
            for old in 0...new {
                let oldRoot = Self.root(of: leaves.prefix(old))
                let proof = try MerkleProof.consistency(from: old, to: new) { Self.subtree(leaves, $0, $1) }
                #expect(MerkleProof.verifies(consistency: proof, from: old, oldRoot, to: new, newRoot))
                #expect(
                    !MerkleProof.verifies(consistency: proof, from: old, MerkleTree.leaf([1, 1]), to: new, newRoot))
                // Every tree goes on where the empty one ended.
                #expect(
                    old == 0
                        || !MerkleProof.verifies(
                            consistency: proof, from: old, oldRoot, to: new, MerkleTree.leaf([1, 1]))
                )
            }
        }
    }

    @Test(arguments: SignatureScheme.allCases) func `signs checkpoints that only their key made`(
        scheme: SignatureScheme
    ) throws {
        let key = try SigningKey.generate(scheme)
        let checkpoint = try Checkpoint(
            origin: "test/history", size: 3, root: MerkleTree.leaf([1]), at: "2024-06-07T09:00:00+08:00", signedBy: key)
        let readable = try SigningKey(publicDER: key.publicDER)
        #expect(readable.scheme == scheme)
        #expect(try Checkpoint.list(checkpoint.note + "\n" + checkpoint.note + "\n") == [checkpoint, checkpoint])
        #expect(checkpoint.isSigned(by: readable))
        #expect(try Checkpoint(parsing: checkpoint.note).isSigned(by: SigningKey(privateDER: key.privateDER)))
        #expect(try !checkpoint.isSigned(by: SigningKey.generate(scheme)))
        let forged = try Checkpoint(parsing: checkpoint.note.replacing("\n3\n", with: "\n4\n"))
        #expect(forged.size == 4)
        #expect(!forged.isSigned(by: readable))
    }
}
