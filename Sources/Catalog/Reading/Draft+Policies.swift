import Vocabulary

extension Draft {
    /// A policy stands in one entry, and on any day and in any place at most one of its versions decides.
    func findPolicyOverlaps() {
        var codes: Set<PolicyCode> = []
        for policy in reading.content.policies {
            if !codes.insert(policy.value.code).inserted {
                reading.report(
                    "overlapping-dates", at: reading.position(of: policy.entry), entry: policy.entry,
                    .init(
                        "“\(policy.value.code)”重复，各版本应写在同一条目的 versions 下",
                        "“\(policy.value.code)” appears twice; its versions belong under one entry"))
            }
            findOverlaps(policy.value.versions, at: policy.entry)
        }
    }

    private func findOverlaps(_ versions: [PolicyVersion], at entry: String) {
        for (index, later) in versions.enumerated() {
            let path = "\(entry)/versions/\(index + 1)"
            for earlier in versions[..<index] {
                if earlier.name == later.name {
                    reading.report(
                        "duplicate-code", at: reading.position(of: path + "/name"), entry: path,
                        .init("版本“\(later.name)”重复", "the version “\(later.name)” appears twice"))
                }
                if earlier.effective.overlaps(later.effective), earlier.meets(later) {
                    reading.report(
                        "overlapping-dates", at: reading.position(of: path + "/effective"), entry: path,
                        .init(
                            "与版本“\(earlier.name)”在同一地区、同一日期重叠",
                            "in force on the same days and in the same places as the version “\(earlier.name)”"))
                }
            }
        }
    }
}

extension PolicyVersion {
    /// Whether two versions name the same place; a city beside its province is no conflict, the city counts.
    fileprivate func meets(_ other: PolicyVersion) -> Bool {
        regions.isEmpty && other.regions.isEmpty || !Set(regions).isDisjoint(with: other.regions)
    }
}
