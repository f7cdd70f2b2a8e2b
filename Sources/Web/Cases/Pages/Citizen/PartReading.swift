import Catalog
import Ledger
import Vocabulary

/// What a sent part of the form says: answers to keep, and what is wrong.
struct PartReading {
    /// Nil where an answer was cleared.
    private(set) var answers: [(ElementCode, JSON?)] = []
    private(set) var problems: [FieldProblem] = []

    /// - Parameter isStrict: whether missing answers are problems; not when the person leaves for now.
    init(_ part: DraftForm.Part, _ sent: FormValues, catalog: Catalog, language: Language, isStrict: Bool) {
        for field in part.fields where field.isOpen {
            let control = ElementControl(element: field.element, catalog: catalog, language: language)
            switch control.read(sent) {
            case .value(let value): answers.append((field.element.code, value))
            case .missing:
                answers.append((field.element.code, nil))
                if isStrict, field.isRequired {
                    problems.append(FieldProblem(field.element.code.rawValue, control.missingMessage))
                }
            case .refused(let message): problems.append(FieldProblem(field.element.code.rawValue, message))
            }
        }
    }
}
