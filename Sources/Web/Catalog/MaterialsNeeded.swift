import Catalog
import Documents
import FEEL
import Vocabulary

/// The exact materials of chosen items: what to upload, what to sign, what departments provide.
struct MaterialsNeeded {
    let catalog: Catalog
    let language: Language

    func section(of items: [ItemCode], in bundle: BundleCode, given answers: (String) -> FEEL.Value) -> HTML {
        let needed = catalog.requirements(of: items, in: bundle, given: answers).materials
        let uploads = needed.filter { $0.source == .uploaded && !$0.undetermined }
        let perhaps = needed.filter { $0.source == .uploaded && $0.undetermined }
        let signed = needed.filter { $0.source == .commitment }
        let provided = needed.filter { !$0.source.comesFromApplicant }
        return """
            <h2>\(language("材料", "Materials"))</h2>
            \(uploads.isEmpty ? "<p>\(language("不用您准备任何材料。", "You need not prepare anything."))</p>\n" : list(language("您要上传的", "You upload"), uploads))\
            \(perhaps.isEmpty ? .empty : list(language("视您在表单中的回答，可能要上传的", "Perhaps, depending on your answers in the form"), perhaps))\
            \(signed.isEmpty ? .empty : list(language("签署告知承诺代替的", "A signed statement stands in for"), signed))\
            \(provided.isEmpty ? .empty : HTML.details(
                language("部门之间共享、不用您交的 \(provided.count) 份", "\(provided.count) that departments share, and you need not bring"),
                HTML.summaryList(
                    provided.map { .init(name($0.material), HTML(text: MaterialsView.provider($0.source, catalog, language))) },
                    language)))
            """
    }

    private func list(_ heading: String, _ materials: [RequiredMaterial]) -> HTML {
        let rows = materials.map { needed -> HTML in
            let later: HTML = needed.tolerable ? " \(HTML.tag(language("可以后补", "may follow later")))" : .empty
            let standard = catalog.materials[needed.material]?.acceptStandard(language) ?? ""
            return "<li>\(name(needed.material))\(later)<p class=\"hint\">\(standard)</p></li>\n"
        }
        return "<h3>\(heading)</h3>\n<ul>\n\(rows)</ul>\n"
    }

    private func name(_ code: MaterialCode) -> String { catalog.materials[code]?.name(language) ?? code.rawValue }
}
