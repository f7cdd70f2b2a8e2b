import Catalog
import FEEL
import Vocabulary

/// People drawn at random from what the catalog allows, for comparing executors and measuring them. Every fact is unknown for
/// about one person in twelve, and numbers lie close to those that the rules ask for.
public struct GeneratedPeople {
    private let catalog: Catalog
    private let facts: PopulationFacts
    private let rules: [PopulationRule]
    private let day: CalendarDay
    private let seed: UInt64

    public init(of catalog: Catalog, for rules: [PopulationRule], on day: CalendarDay, seed: UInt64) {
        self.catalog = catalog
        self.rules = rules
        self.day = day
        self.seed = seed
        facts = PopulationFacts(of: rules, in: catalog)
    }

    public func population(count: Int) -> Population {
        let columns = facts.recorded.sorted().enumerated().compactMap { place, name in
            column(name, place: place, count: count)
        }
        return facts.completed(count: count, columns, constants: constants)
    }

    private var constants: [String: Value] {
        [Circumstances.dayName: CivilDate(daysSince1970: Int(day.daysSince1970)).map(Value.date) ?? .null]
    }

    private func column(_ name: String, place: Int, count: Int) -> Column? {
        guard let element = catalog.elements[ElementCode(name)] else { return nil }
        let salt = seed &+ UInt64(place) &* 0x9E37_79B9_7F4A_7C15
        if element.type == .date || element.type == .month {
            let days = Int(day.daysSince1970)
            let all = (-7_305...(days + 400)).compactMap { CivilDate(daysSince1970: $0).map(Value.date) }
            // Half of them in the last years, where the rules draw their lines.
            let recent = min(all.count, 2_200)
            return Column(name, count: count, shorts: [.null] + all) { row in
                let random = Self.mix(salt &+ UInt64(row))
                if random % 12 == 0 { return 0 }
                return random & 0x100 == 0
                    ? 1 + Int(random >> 16) % all.count : 1 + all.count - recent + Int(random >> 16) % recent
            }
        }
        let values = [.null] + choices(element).prefix(255)
        return Column(name, count: count, bytes: values) { row in
            let random = Self.mix(salt &+ UInt64(row))
            return random % 12 == 0 || values.count == 1 ? 0 : 1 + Int(random >> 16) % (values.count - 1)
        }
    }

    private func choices(_ element: DataElement) -> [Value] {
        switch element.type {
        case .boolean: return [true, false]
        case .code(let list): return catalog.codeLists[list]?.values.map { .string($0.code) } ?? []
        case .codes(let list):
            let codes = catalog.codeLists[list]?.values.map { Value.string($0.code) } ?? []
            return [.list([])] + codes.map { .list([$0]) } + zip(codes, codes.dropFirst()).map { .list([$0, $1]) }
        case .integer(let min, let max): return numbers(element, min ?? 0, max ?? 200)
        case .decimal(_, let min, let max): return numbers(element, min ?? 0, max ?? 1_000)
        case .money: return numbers(element, 0, 500_000)
        case .region: return ["530102", "530103", "530802", "510903", "500152", "510603"]
        case .creditCode:
            return ["91530102MA6K123494", "92530802MA6L000151", "91500152MA5U888859", "93510903MA62X0018L"]
        default: return ["甲", "乙", "丙"]
        }
    }

    /// Evenly spread numbers, and those around every number of the rules that read the element.
    private func numbers(_ element: DataElement, _ low: Int, _ high: Int) -> [Value] {
        var numbers: Set<Decimal128> = []
        for rule in rules {
            for condition in rule.conditions where condition.names.contains(element.code.rawValue) {
                for number in condition.syntax.numbersInside {
                    for near in [number, number - .one, number + .one].compactMap({ $0 }) { numbers.insert(near) }
                }
            }
        }
        let step = max(1, (high - low) / 120)
        for number in stride(from: low, through: high, by: step) { numbers.insert(Decimal128(number)) }
        return numbers.filter { !$0.isNegative || low < 0 }.sorted().prefix(255).map(Value.number)
    }

    /// SplitMix64's last step: a random number for every row, whatever the order.
    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension Syntax {
    fileprivate var numbersInside: [Decimal128] {
        if case .literal(.number(let number)) = form { return [number] }
        return form.children.flatMap(\.numbersInside)
    }
}
