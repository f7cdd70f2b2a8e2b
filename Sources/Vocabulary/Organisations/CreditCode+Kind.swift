extension CreditCode {
    /// What kind of organisation the first two characters say it is (GB 32100 table 1, the kinds the product meets).
    public enum Kind: String, Hashable, Sendable, CaseIterable, Codable {
        /// 机关
        case agency
        /// 事业单位
        case publicInstitution
        /// 社会团体、民办非企业单位、基金会
        case socialOrganisation
        /// 企业
        case enterprise
        /// 个体工商户
        case individualBusiness
        /// 农民专业合作社
        case farmersCooperative
        /// 其他
        case other
    }

    public var kind: Kind {
        switch text.prefix(2) {
        case "11": .agency
        case "12": .publicInstitution
        case "51", "52", "53": .socialOrganisation
        case "91": .enterprise
        case "92": .individualBusiness
        case "93": .farmersCooperative
        default: .other
        }
    }
}
