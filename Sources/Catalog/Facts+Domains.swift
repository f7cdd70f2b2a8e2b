import FEEL

extension Catalog {
    /// What an unknown fact may turn out to be. Texts, dates and amounts may turn out not to exist; a person always has a
    /// category, a yes or no, a count.
    public func domain(of name: String) -> Domain {
        guard let element = elements[ElementCode(rawValue: name)] else { return .open }
        switch element.type {
        case .boolean: return .boolean
        case .code(let list): return .codes(codes(list))
        case .codes(let list): return Domain(.selection(codes(list).map { .string($0) }))
        case .integer(let min, let max):
            return Domain(.numbers(from: min.map { Decimal128($0) }, to: max.map { Decimal128($0) }, whole: true))
        case .decimal(_, let min, let max):
            return .numbers(from: min.map { Decimal128($0) }, to: max.map { Decimal128($0) })
        case .money: return .numbers(from: 0).orNull
        case .date, .month: return .dates().orNull
        case .text, .citizenID, .creditCode, .phone, .bankCard, .region, .address: return .text.orNull
        }
    }

    private func codes(_ list: CodeListCode) -> [String] {
        codeLists[list]?.values.filter { !$0.retired }.map(\.code) ?? []
    }

    /// The rule over what people and registers can say: every derived element is replaced by its definition.
    ///
    /// - Parameter kept: derived elements that are asked for themselves.
    public func unfolded(_ rule: FEEL.Expression, keeping kept: Set<String> = []) -> FEEL.Expression {
        rule.replacing(kept.isEmpty ? derivations : derivations.filter { !kept.contains($0.key) })
    }

    /// Derived elements that rest on something sensitive, such as the age on the identity number. Where nobody is signed
    /// in they are asked for themselves.
    public var discreetElements: Set<String> {
        Set(
            derivations.keys.filter { name in
                sources(of: [name]).contains { elements[ElementCode($0)]?.sensitive == true }
            })
    }

    /// What can still become of a condition.
    ///
    /// - Parameters:
    ///   - answers: the facts by name; `.null` for what is not known.
    ///   - mayChange: whether an unknown fact can still become known; what cannot counts as not there.
    public func outlook(
        of condition: FEEL.Expression, given answers: (String) -> FEEL.Value, where mayChange: (String) -> Bool
    ) -> Outlook {
        let condition = unfolded(condition).isTrue
        var known: [String: FEEL.Value] = [:]
        var domains: [String: Domain] = [:]
        for name in condition.names {
            let answer = answers(name)
            if answer.isNull, mayChange(name) { domains[name] = domain(of: name) } else { known[name] = answer }
        }
        return condition.outlook(knowing: known, domains: domains)
    }
}
