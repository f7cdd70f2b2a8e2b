import Catalog
import Ledger

extension Seals {
    /// What an installation seals: elements that its catalog calls sensitive or a person's own words, and whatever anybody
    /// writes freely about an application.
    public init(ring: KeyRing?, catalog: Catalog) {
        self.init(
            ring: ring,
            elements: Set(catalog.elements.filter { $0.sensitive || $0.ownWords }.map(\.code.rawValue)),
            words: ApplicationEvent.words)
    }
}
