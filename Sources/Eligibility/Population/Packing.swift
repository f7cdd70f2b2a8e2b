/// Features whose codes together fit into one byte, so that one lookup decides all their atoms.
struct Packing {
    struct Member {
        let feature: Int
        let stride: Int
    }

    struct Product {
        var members: [Member]
        var cardinality: Int
    }

    private(set) var products: [Product] = []
    /// The product and stride of each feature.
    private(set) var places: [(product: Int, stride: Int)]

    /// - Parameter groups: features that stand in one disjunction; together they are one lookup instead of a layer of their own.
    init(_ features: [Feature], keepingTogether groups: [Set<Int>]) {
        places = Array(repeating: (-1, 0), count: features.count)
        for group in groups.sorted(by: { $0.count < $1.count }) where group.allSatisfy({ places[$0].product < 0 }) {
            let size = group.reduce(1) { $0 * features[$1].cardinality }
            if group.count > 1, size <= 256 { add(group.sorted(), features) }
        }
        // A multiplication by a constant costs less than a lookup, so whatever still fits somewhere goes there.
        let rest = features.indices.filter { places[$0].product < 0 }
        for feature in rest.sorted(by: { features[$0].cardinality < features[$1].cardinality }) {
            let size = features[feature].cardinality
            if let product = products.indices.filter({ products[$0].cardinality * size <= 256 })
                .max(by: { products[$0].cardinality < products[$1].cardinality })
            {
                extend(product, feature, size)
            } else {
                add([feature], features)
            }
        }
    }

    private mutating func add(_ members: [Int], _ features: [Feature]) {
        products.append(Product(members: [], cardinality: 1))
        for member in members { extend(products.count - 1, member, features[member].cardinality) }
    }

    private mutating func extend(_ product: Int, _ feature: Int, _ size: Int) {
        let stride = products[product].cardinality
        products[product].members.append(Member(feature: feature, stride: stride))
        products[product].cardinality *= size
        places[feature] = (product, stride)
    }
}
