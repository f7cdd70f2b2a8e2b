import Catalog
import FEEL
import Ledger

/// Answers to data elements, in the order of the form, in the standard's own JSON form.
public struct Answers: Equatable, Sendable {
    public private(set) var members: [JSON.Member]

    public init(_ members: [JSON.Member] = []) {
        self.members = members
    }

    public init(_ json: JSON?) {
        members = json?.members ?? []
    }

    public subscript(_ element: ElementCode) -> JSON? {
        get { members.first { $0.name == element.rawValue }?.value }
        set {
            let at = members.firstIndex { $0.name == element.rawValue }
            switch (at, newValue) {
            case (let at?, let value?): members[at] = JSON.Member(element.rawValue, value)
            case (let at?, nil): members.remove(at: at)
            case (nil, let value?): members.append(JSON.Member(element.rawValue, value))
            case (nil, nil): break
            }
        }
    }

    public var json: JSON { .object(members) }
    public var isEmpty: Bool { members.isEmpty }
    public var elements: [ElementCode] { members.map { ElementCode(rawValue: $0.name) } }

    /// These answers with the other ones over them.
    public func merging(_ other: Answers) -> Answers {
        guard !other.isEmpty else { return self }
        var merged = self
        for member in other.members { merged[ElementCode(rawValue: member.name)] = member.value }
        return merged
    }
}
