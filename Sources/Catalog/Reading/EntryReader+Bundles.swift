import FEEL
import Vocabulary
import Yams

extension EntryReader {
    func bundle(_ reader: MappingReader) -> Bundle {
        Bundle(
            code: .init(reader.text("code")), name: reader.bilingual("name"), summary: reader.bilingual("summary"),
            catalogCode: reader.digits("catalogCode", 12), matter: reader.digits("matter", 13),
            leadDepartment: reader.reference("leadDepartment", .department), audience: reader.choices("audience"),
            basis: basis(reader), situation: reader.mappings("situation", question),
            items: reader.mappings("items", member), scenes: reader.mappings("scenes", scene), region: region(reader),
            effective: period(reader), source: source(reader))
    }

    private func question(_ reader: MappingReader) -> Question {
        Question(
            element: reader.reference("element", .element), text: reader.bilingual("text"),
            hint: reader.optionalBilingual("hint"))
    }

    private func member(_ reader: MappingReader) -> BundleItem {
        BundleItem(
            item: reader.reference("item", .item), offered: reader.expression("offered"),
            because: reader.bilingual("because"), otherwise: reader.optionalBilingual("otherwise"),
            requires: reader.mappings("requires") { group in
                RequirementGroup(
                    anyOf: group.references("anyOf", .item), unless: group.expression("unless"),
                    because: group.optionalBilingual("because"))
            },
            feeds: reader.mappings("feeds") { feed in
                Feed(
                    from: feed.reference("from", .item), element: feed.reference("element", .element),
                    to: feed.reference("to", .element))
            },
            excludes: reader.references("excludes", .item), offers: reader.references("offers", .item))
    }

    /// Answers are kept as written until the types of their elements are known.
    private func scene(_ reader: MappingReader) -> Scene {
        let answers = reader.mapping("answers")
        var written: [ElementCode: FEEL.Value] = [:]
        for name in answers?.names ?? [] {
            guard let answers, let node = answers.node(name) else { continue }
            answers.refer(to: name, .element, at: answers.path(name), position: answers.position(name))
            switch node {
            case .scalar(let scalar): written[.init(name)] = .string(scalar.string)
            case .sequence: written[.init(name)] = .list(answers.texts(name).map { .string($0.text) })
            default: answers.report("wrong-shape", at: name, .init("应为一个值或列表", "must be a value or a list"))
            }
        }
        answers?.close()
        return Scene(
            code: reader.text("code"), name: reader.bilingual("name"), day: reader.day("day"), answers: written,
            items: reader.references("items", .item))
    }
}
