import Cases
import Vocabulary

extension Actor {
    /// The graduate who starts a business.
    static let wenNa = Actor.applicant(.wenNa)
    /// Someone else.
    static let liJun = Actor.applicant(.liJun)
    /// Takes in and reviews at human resources and social security.
    static let haiLan = officer("hai-lan", "hrss", ["counter", "reviewer"])
    /// Decides at human resources and social security.
    static let moLi = officer("mo-li", "hrss", ["approver"])
    /// Pays out at human resources and social security.
    static let jinFeng = officer("jin-feng", "hrss", ["payer", "publicist"])
    /// The whole medical insurance desk.
    static let chunYu = officer("chun-yu", "medical", ["counter", "reviewer", "approver", "payer"])
    /// The whole housing fund desk.
    static let boWen = officer("bo-wen", "housing", ["counter", "reviewer", "approver", "payer"])
    /// The bank's desk.
    static let shiYing = officer("shi-ying", "bank", ["bank"])
    /// The bank's person at human resources and social security.
    static let bankAtHand = officer("cheng-yuan", "hrss", ["bank", "guarantor"])
    /// Supervises human resources and social security.
    static let onlooker = officer("gu-qing", "hrss", [])
    /// Only takes in at human resources and social security.
    static let counterOnly = officer("su-he", "hrss", ["counter"])
    /// Human resources and social security of another city.
    static let farAway = officer("far-away", "hrss", ["counter", "reviewer", "approver"], region: "530802")

    private static func officer(
        _ account: String, _ department: String, _ roles: Set<String>, region: String = "530000"
    ) -> Actor {
        guard let region = try? RegionCode(parsing: region) else { fatalError("\(region) is not a region") }
        return .officer(
            Officer(
                account: account, name: account, department: .init(rawValue: department), region: region, roles: roles))
    }
}

extension Identifier<Applicant> {
    static let wenNa = Identifier(high: 0x18FF_0000_0000_7000, low: 0x8000_0000_0000_0001)
    static let liJun = Identifier(high: 0x18FF_0000_0001_7000, low: 0x8000_0000_0000_0002)
}
