import Catalog
import Eligibility
import FEEL
import Foundation
import Testing
import Vocabulary

/// The catalog that comes with the product.
enum Shipped {
    static let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "catalog")
    static let catalog = Result { try Catalog.load(directory: folder) }
    static let bundle: BundleCode = "employment-and-startup"
    static let day = CalendarDay(year: 2024, month: 6, day: 7)!

    static func scene(_ code: String) throws -> CatalogScene {
        try #require(try catalog.get().bundles[bundle]?.scenes.first { $0.code == code })
    }
}

typealias CatalogScene = Scene

extension Circumstances {
    /// A person who said all this.
    static func said(_ answers: [ElementCode: FEEL.Value], on day: CalendarDay = Shipped.day) -> Circumstances {
        var circumstances = Circumstances(on: day)
        for (element, value) in answers { circumstances.answer(element, value) }
        return circumstances
    }
}

/// A small seeded generator, so that a failing run can be repeated.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Random rules over elements of the shipped catalog.
enum RandomRule {
    static let values: [ElementCode: [FEEL.Value]] = [
        "person_category": [
            "graduate", "unemployed", "hardship", "veteran", "migrant", "gig", "poverty-relieved", "disabled",
            "released",
            "online-merchant", "employed", "other",
        ],
        "employment_kind": ["employed", "self-employed", "flexible", "public-post", "unemployed"],
        "business_licensed": [true, false], "first_business": [true, false], "pension_covered": [true, false],
        "contract_months": [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14],
    ]

    static func make(_ random: inout SplitMix, depth: Int) -> String {
        if depth == 0 || Int.random(in: 0..<4, using: &random) == 0 {
            let months = Int.random(in: 5...13, using: &random)
            return [
                #"person_category = "graduate""#, #"person_category in ("graduate", "hardship", "veteran")"#,
                #"employment_kind != "unemployed""#, #"employment_kind in ("self-employed", "flexible")"#,
                "business_licensed", "not(first_business)", "pension_covered = false", "contract_months >= \(months)",
                "contract_months < \(months)", "contract_months = \(months)",
            ].randomElement(using: &random)!
        }
        let (a, b) = (make(&random, depth: depth - 1), make(&random, depth: depth - 1))
        switch Int.random(in: 0..<5, using: &random) {
        case 0, 1: return "(\(a) and \(b))"
        case 2, 3: return "(\(a) or \(b))"
        default: return "(if \(a) then \(b) else \(make(&random, depth: depth - 1)))"
        }
    }

    static func person(_ random: inout SplitMix) -> [ElementCode: FEEL.Value] {
        Dictionary(
            uniqueKeysWithValues: values.sorted { $0.key < $1.key }.map { ($0, $1.randomElement(using: &random)!) })
    }
}
