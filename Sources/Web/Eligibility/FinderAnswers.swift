import Catalog
import Cases
import Eligibility
import FEEL
import Ledger
import Vocabulary

/// What a visitor of the policy finder has said, kept in the address and nowhere else.
struct FinderAnswers: Sendable {
    /// In the order of the address.
    private(set) var said: [(code: ElementCode, value: FEEL.Value)] = []
    private(set) var unknown: [ElementCode] = []
    /// What was typed and is no answer, by field.
    private(set) var problems: [FieldProblem] = []
    /// The address as a form, to show again what was typed.
    let sent: FormValues

    /// The name under which the address lists what the visitor could not say.
    static let unknownName = "unknown"
    /// The name under which a form says which questions it asked; one left blank counts as not known.
    static let askedName = "asked"

    init(_ sent: FormValues, of catalog: Catalog, language: Language) {
        self.sent = sent
        var names: [String] = sent.all(Self.askedName)
        for entry in sent.entries { names.append(entry.name) }
        let asked = Set(sent.all(Self.askedName))
        for name in names.uniqued() {
            guard let element = catalog.elements[ElementCode(name)], !element.sensitive else { continue }
            if let text = sent.text(name), element.type.ruleType == .date,
                let value = try? catalog.value(of: element, from: text), !value.isNull
            {
                said.append((element.code, value))
                continue
            }
            switch ElementControl(element: element, catalog: catalog, language: language).read(sent) {
            case .value(let json): said.append((element.code, json.value(as: element.type)))
            case .refused(let message): problems.append(FieldProblem(name, message))
            case .missing: if asked.contains(name) { unknown.append(element.code) }
            }
        }
        let answered = Set(said.map(\.code)).union(unknown)
        for name in sent.all(Self.unknownName) where !answered.contains(ElementCode(name)) {
            if catalog.elements.contains(ElementCode(name)) { unknown.append(ElementCode(name)) }
        }
    }

    func answer(_ element: ElementCode) -> Interview.Answer? {
        if problems.contains(where: { $0.field == element.rawValue }) { return nil }
        if let value = said.first(where: { $0.code == element })?.value { return .value(value) }
        return unknown.contains(element) ? .unknown : nil
    }

    /// Everything said, as it travels in an address or as hidden fields.
    ///
    /// - Parameter left: what is asked again and therefore left out.
    func pairs(without left: [ElementCode] = []) -> [(name: String, value: String)] {
        said.filter { !left.contains($0.code) }.flatMap { code, value -> [(String, String)] in
            (JSON(value)?.plainTexts ?? []).map { (code.rawValue, $0) }
        } + unknown.filter { !left.contains($0) }.map { (Self.unknownName, $0.rawValue) }
    }

    func query(without left: [ElementCode] = []) -> String {
        pairs(without: left).map { "\($0.name.queryEncoded)=\($0.value.queryEncoded)" }.joined(separator: "&")
    }
}
