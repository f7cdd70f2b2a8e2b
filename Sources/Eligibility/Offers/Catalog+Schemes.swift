import Catalog
import FEEL
import Vocabulary

extension Catalog {
    /// Everything in force on a day that pays people something: the items of that kind (行政给付).
    public func schemes(on day: CalendarDay) -> [Scheme] {
        items.compactMap { item in
            guard item.taskType == .payment, item.audience.contains(.person), item.effective.contains(day) else { return nil }
            let conditions = item.conditions.filter { $0.force == .blocking }
            guard !conditions.isEmpty else { return nil }
            return Scheme(
                policy: item.code.rawValue, version: String(item.version), name: item.name,
                conditions: conditions.map { .init($0.expression, citation: $0.citation) }, amount: nil)
        }
    }
}
