/// The hashes of the tree as stored: tile `number` of level `l` holds up to 256 hashes of height `8 l`.
/// Read once, grown in memory, and written back; a reader of proofs touches one tile for every eight heights.
final class AuditTiles {
    static let width = 256

    struct Place: Hashable {
        let level: Int
        let number: Int
    }

    private let session: any Session
    private var tiles: [Place: [UInt8]] = [:]
    private(set) var touched: Set<Place> = []

    init(_ session: any Session) { self.session = session }

    func tile(_ place: Place) throws -> [UInt8] {
        if let tile = tiles[place] { return tile }
        let tile = try session.first(.auditTile, [.integer(place.level), .integer(place.number)]) { $0.bytes(0) } ?? []
        tiles[place] = tile
        return tile
    }

    /// The hash at a place of a level, nil when the tile does not have it.
    func hash(level: Int, at index: Int) throws -> MerkleTree.Hash? {
        let tile = try tile(Place(level: level, number: index / Self.width))
        let start = index % Self.width * 32
        guard start + 32 <= tile.count else { return nil }
        return Array(tile[start..<start + 32])
    }

    /// The hash of a full subtree, put together from the nearest tiles below it.
    func subtree(_ level: Int, _ index: Int) throws -> MerkleTree.Hash {
        let stored = level / 8
        let inner = level % 8
        var hashes: [MerkleTree.Hash] = []
        for offset in 0..<(1 << inner) {
            let place = index << inner + offset
            guard let hash = try hash(level: stored, at: place) else {
                throw StorageFailure.corrupt("the history tree has no hash \(place) of level \(stored)")
            }
            hashes.append(hash)
        }
        return Self.fold(hashes)
    }

    func root(of size: Int) throws -> MerkleTree.Hash { try MerkleProof.root(0, size, subtree) }

    /// Adds the leaf at `index`, and a hash above whenever it fills a tile.
    func append(_ leaf: MerkleTree.Hash, at index: Int) throws {
        var hash = leaf
        var index = index
        var level = 0
        while true {
            let place = Place(level: level, number: index / Self.width)
            var tile = Array(try tile(place).prefix(index % Self.width * 32))
            guard tile.count == index % Self.width * 32 else {
                throw StorageFailure.corrupt("tile \(place.number) of level \(level) of the history tree is too short")
            }
            tile += hash
            tiles[place] = tile
            touched.insert(place)
            guard tile.count == Self.width * 32 else { return }
            hash = try full(place)
            index = place.number
            level += 1
        }
    }

    /// The hash over all 256 hashes of a full tile.
    func full(_ place: Place) throws -> MerkleTree.Hash {
        let tile = try tile(place)
        guard tile.count == Self.width * 32 else {
            throw StorageFailure.corrupt("a tile of the history tree is not full")
        }
        return Self.fold(stride(from: 0, to: tile.count, by: 32).map { Array(tile[$0..<$0 + 32]) })
    }

    /// The root over a power of two of neighbouring hashes.
    private static func fold(_ hashes: [MerkleTree.Hash]) -> MerkleTree.Hash {
        var hashes = hashes
        while hashes.count > 1 {
            hashes = stride(from: 0, to: hashes.count, by: 2).map { MerkleTree.node(hashes[$0], hashes[$0 + 1]) }
        }
        return hashes[0]
    }
}
