import Catalog
import FEEL
import Vocabulary

/// What a person would have to change to become eligible: the fewest facts, moved the least.
public struct NearestChange: Hashable, Sendable {
    public enum Step: Hashable, Sendable {
        /// Applying on that day or later is enough.
        case wait(until: CalendarDay)
        case change(ElementCode, from: FEEL.Value, to: FEEL.Value)
    }

    public let steps: [Step]
}

extension Matter {
    /// How far ahead a person may be told to wait, in days.
    static let longestWait = 2 * 366

    /// The smallest change that leads to a wanted outcome, over facts that the catalog says a person can change, and over
    /// waiting; nil when there is none, something is unknown, or the outcome is as wanted already.
    public func nearestChange(
        _ circumstances: Circumstances, where isWanted: (FEEL.Value) -> Bool = { $0 == true }
    ) -> NearestChange? {
        guard isSettled(circumstances), !isWanted(decide(circumstances)) else { return nil }
        if let day = firstDay(circumstances, where: isWanted) { return NearestChange(steps: [.wait(until: day)]) }
        var facts: [String: FEEL.Value] = [:]
        for name in whole.names { facts[name] = circumstances.value(name) ?? .null }
        for names in candidates(circumstances) {
            let domains = domains.filter { names.contains($0.key) }
            if let changes = whole.nearestChange(from: facts, changing: domains, where: isWanted), !changes.isEmpty {
                return NearestChange(
                    steps: changes.map { .change(ElementCode($0.name), from: $0.from, to: $0.to) })
            }
        }
        return nil
    }

    /// The facts to try, one alone before two together. More than two changes are no advice; two are looked for only among
    /// the facts that decided.
    private func candidates(_ circumstances: Circumstances) -> [[String]] {
        let changeable = sources.map(\.rawValue).filter { catalog.elements[ElementCode($0)]?.changeable == true }
        let decided = Set(whole.explain { circumstances.value($0) }.facts.keys)
        let pairs = changeable.filter(decided.contains)
        return changeable.map { [$0] }
            + pairs.indices.flatMap { one in pairs[(one + 1)...].map { [pairs[one], $0] } }
    }

    /// The first later day on which the outcome is as wanted with nothing else changed.
    private func firstDay(_ circumstances: Circumstances, where isWanted: (FEEL.Value) -> Bool) -> CalendarDay? {
        guard let place = whole.inputs.firstIndex(of: Circumstances.dayName) else { return nil }
        var values = whole.inputs.map { circumstances.value($0) ?? .null }
        for days in 1...Self.longestWait {
            let day = circumstances.day.adding(days: days)
            values[place] = Circumstances(on: day).value(Circumstances.dayName) ?? .null
            if isWanted(whole.evaluate(slots: values)) { return day }
        }
        return nil
    }
}

extension NearestChange.Step {
    /// The step in words, with numbers and days as differences.
    public func words(_ catalog: Catalog, from today: CalendarDay) -> Bilingual {
        switch self {
        case .wait(let day):
            let days = Int(day.daysSince1970 - today.daysSince1970)
            return Bilingual(
                "再等 \(days) 天，\(day.year)年\(day.month)月\(day.day)日起申请",
                "wait \(days) more \(days == 1 ? "day" : "days") and apply from \(day)")
        case .change(let element, let from, let to):
            let label = catalog.name(of: element.rawValue)
            let (before, after) = (catalog.words(for: from, of: element), catalog.words(for: to, of: element))
            switch (from, to) {
            case (.number(let a), .number(let b)):
                let more = a < b
                let gap = catalog.words(for: (more ? b - a : a - b).map { .number($0) } ?? .null, of: element)
                return Bilingual(
                    "“\(label.zh)”再\(more ? "增加" : "减少") \(gap.zh)（现在 \(before.zh)，需要 \(after.zh)）",
                    "“\(label.en)”: \(gap.en) \(more ? "more" : "less") (now \(before.en), needed \(after.en))")
            case (.date(let a), .date(let b)):
                let days = b.daysSince1970 - a.daysSince1970
                return Bilingual(
                    "“\(label.zh)”\(days > 0 ? "推后" : "提前") \(abs(days)) 天，为\(after.zh)",
                    "“\(label.en)” \(abs(days)) days \(days > 0 ? "later" : "earlier"), on \(after.en)")
            case (_, .boolean(let truth)):
                return truth
                    ? Bilingual("做到“\(label.zh)”", "“\(label.en)” becomes true")
                    : Bilingual("不再“\(label.zh)”", "“\(label.en)” is no longer true")
            default:
                return Bilingual(
                    "“\(label.zh)”由\(before.zh)变为\(after.zh)",
                    "“\(label.en)” changes from \(before.en) to \(after.en)")
            }
        }
    }
}
