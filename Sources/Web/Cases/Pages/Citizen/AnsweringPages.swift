import Access
import Cases
import Catalog
import Documents
import HTTPTypes
import Hummingbird
import Vocabulary

/// Answering what a department asked for (补正), and handing in what was to come later (容缺补交).
struct AnsweringPages: Sendable {
    func add(to routes: VisitorRoutes) {
        routes.get("applications/:number/items/:item/supplement") { visitor in
            let story = try await CaseStory.of(visitor)
            return try supplement(visitor, story, try story.task(try visitor.part("item")))
        }
        routes.post("applications/:number/items/:item/supplement") { try await answer($0) }
        routes.get("applications/:number/items/:item/materials/:material") { visitor in
            let story = try await CaseStory.of(visitor)
            return try supply(visitor, story, try story.task(try visitor.part("item")))
        }
        routes.post("applications/:number/items/:item/materials/:material") { try await handIn($0) }
    }

    // MARK: - Supplement

    private func open(_ task: ItemTask) throws -> ItemTask.Correction {
        guard let correction = task.openCorrection else {
            throw Told(
                409, "nothingAsked", "这个事项现在不需要补正：可能已经补正过，或已经办结",
                "nothing is asked for at the moment: it may have been answered already")
        }
        return correction
    }

    private func supplement(
        _ visitor: Visitor, _ story: CaseStory, _ task: ItemTask, sent: FormValues? = nil,
        problems: [FieldProblem] = [],
        hasChanged: Bool = false, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let language = visitor.language
        let correction = try open(task)
        var values = sent ?? FormValues()
        let controls = correction.fields.compactMap { story.catalog.elements[$0] }.map {
            ElementControl(element: $0, catalog: story.catalog, language: language)
        }
        if sent == nil {
            for control in controls {
                if let value = story.answers[control.element.code] { control.fill(&values, with: value) }
            }
        }
        let form = Form(language: language, values: values, problems: problems)
        let files = correction.materials.map { material in
            form.file(
                "file-\(material)", story.name(material)(language),
                .hint(story.catalog.materials[material]?.acceptStandard(language) ?? ""),
                accepted: MaterialFile.accepted)
        }
        let title = language("补正：\(story.name(task.item).zh)", "Answer: \(story.name(task.item).en)")
        let banner: HTML? =
            hasChanged
            ? .banner(
                .attention, title: language("办理情况刚有变化，请核对后再提交", "Something has just changed; check and send again"))
            : nil
        return visitor.page(
            title, back: visitor.address(story.address), banner: banner, hasProblems: !problems.isEmpty, status: status,
            """
            \(form.problemSummary)\
            <h1>\(title)</h1>
            \(HTML.warning("\(language("请在 \(correction.by.text(.zh)) 前补正，逾期将终止办理", "Answer by \(correction.by.text(.en)); otherwise the item ends"))", language))\
            <p>\(language("\(story.name(task.department).zh)在\(correction.askedOn.text(.zh))一次告知，需要补正下面这些内容；其他内容不用动。", "\(story.name(task.department).en) asked on \(correction.askedOn.text(.en)) for the following, all at once; everything else stays as it is."))</p>
            \(correction.note.isEmpty ? .empty : HTML.inset("<p>\(correction.note)</p>"))\
            \(form.element(
                to: visitor.address("\(story.address)/items/\(task.item)/supplement"),
                csrf: visitor.context.signedIn?.csrfToken ?? "", isMultipart: true,
                """
                \(HTML.hidden("version", String(story.application.version)))
                \(controls.map { $0.html(in: form, isRequired: true) })\
                \(files)\
                \(HTML.actions(
                    .button(language("提交补正", "Send the answer")),
                    .link(language("先不提交", "Not yet"), to: visitor.address(story.address))))
                """))
            """)
    }

    private func answer(_ visitor: Visitor) async throws -> Response {
        let story = try await CaseStory.of(visitor)
        let task = try story.task(try visitor.part("item"))
        let sent = try await visitor.form(limits: .materials)
        let correction = try open(task)
        guard sent.version == story.application.version else {
            return try supplement(visitor, story, task, sent: sent, hasChanged: true, status: .conflict)
        }
        var problems: [FieldProblem] = []
        var answers = Answers()
        for element in correction.fields.compactMap({ story.catalog.elements[$0] }) {
            let control = ElementControl(element: element, catalog: story.catalog, language: visitor.language)
            switch control.read(sent) {
            case .value(let value): answers[element.code] = value
            case .missing: problems.append(FieldProblem(element.code.rawValue, control.missingMessage))
            case .refused(let message): problems.append(FieldProblem(element.code.rawValue, message))
            }
        }
        let files = await Self.files(of: correction.materials, in: sent, story, visitor, problems: &problems)
        guard problems.isEmpty else {
            return try supplement(visitor, story, task, sent: sent, problems: problems, status: .unprocessableContent)
        }
        let receipts = try await keep(files, visitor)
        do {
            try await visitor.casework.act(
                .answerCorrection(task.item, answers: answers, materials: receipts), on: story.application.number,
                by: try visitor.context.actor(), at: visitor.now, expecting: story.application.version)
        } catch Refusal.changedMeanwhile {
            let story = try await CaseStory.of(visitor)
            return try supplement(
                visitor, story, try story.task(task.item.rawValue), sent: sent, hasChanged: true, status: .conflict)
        }
        return visitor.go(to: story.address)
    }

    // MARK: - Handing in later

    private func tolerance(_ visitor: Visitor, _ task: ItemTask) throws -> (material: MaterialCode, by: CalendarDay) {
        let material = MaterialCode(rawValue: try visitor.part("material"))
        guard case .handling(let handling) = task.progress, let by = handling.tolerances[material] else {
            throw Told(
                409, "nothingAsked", "这份材料现在不需要补交：可能已经交过，或已经办结",
                "this is not asked for at the moment: it may have been handed in already")
        }
        return (material, by)
    }

    private func supply(
        _ visitor: Visitor, _ story: CaseStory, _ task: ItemTask, problems: [FieldProblem] = [],
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let language = visitor.language
        let (material, by) = try tolerance(visitor, task)
        let form = Form(language: language, problems: problems)
        let title = language("补交：\(story.name(material).zh)", "Hand in: \(story.name(material).en)")
        return visitor.page(
            title, back: visitor.address(story.address), hasProblems: !problems.isEmpty, status: status,
            """
            \(form.problemSummary)\
            <h1>\(title)</h1>
            <p>\(language("“\(story.name(task.item).zh)”已先受理，请在 \(by.text(.zh)) 前补齐这份材料。", "“\(story.name(task.item).en)” was accepted without it; hand it in by \(by.text(.en))."))</p>
            \(form.element(
                to: visitor.address("\(story.address)/items/\(task.item)/materials/\(material)"),
                csrf: visitor.context.signedIn?.csrfToken ?? "", isMultipart: true,
                """
                \(form.file(
                    "file-\(material)", story.name(material)(language),
                    .hint(story.catalog.materials[material]?.acceptStandard(language) ?? ""), accepted: MaterialFile.accepted))\
                \(HTML.actions(
                    .button(language("提交", "Hand in")),
                    .link(language("先不提交", "Not yet"), to: visitor.address(story.address))))
                """))
            """)
    }

    private func handIn(_ visitor: Visitor) async throws -> Response {
        let story = try await CaseStory.of(visitor)
        let task = try story.task(try visitor.part("item"))
        let sent = try await visitor.form(limits: .materials)
        let (material, _) = try tolerance(visitor, task)
        var problems: [FieldProblem] = []
        let files = await Self.files(of: [material], in: sent, story, visitor, problems: &problems)
        guard problems.isEmpty else {
            return try supply(visitor, story, task, problems: problems, status: .unprocessableContent)
        }
        for receipt in try await keep(files, visitor) {
            try await visitor.casework.act(
                .supply(task.item, receipt), on: story.application.number, by: try visitor.context.actor(),
                at: visitor.now)
        }
        return visitor.go(to: story.address)
    }

    // MARK: - Files

    /// The files of these materials, all needed.
    private static func files(
        of materials: [MaterialCode], in sent: FormValues, _ story: CaseStory, _ visitor: Visitor,
        problems: inout [FieldProblem]
    ) async -> [(MaterialCode, MaterialFile)] {
        let language = visitor.language
        var files: [(MaterialCode, MaterialFile)] = []
        for material in materials {
            let field = "file-\(material)"
            let name = story.name(material)(language)
            guard let file = sent.file(field), !file.name.isEmpty || !file.bytes.isEmpty else {
                problems.append(FieldProblem(field, language("请上传\(name)", "Upload: \(name)")))
                continue
            }
            switch await MaterialFile.accept(file, for: visitor) {
            case .success(let accepted): files.append((material, accepted))
            case .failure(let refused):
                problems.append(FieldProblem(field, language("\(name)：", "\(name): ") + refused.message(language)))
            }
        }
        return files
    }

    private func keep(_ files: [(MaterialCode, MaterialFile)], _ visitor: Visitor) async throws -> [MaterialReceipt] {
        let applicant = try visitor.applicant()
        var receipts: [MaterialReceipt] = []
        for (material, file) in files {
            let id = try await visitor.casework.keep(
                file.bytes, of: material, named: file.name, mediaType: file.mediaType, owner: applicant, at: visitor.now
            )
            receipts.append(MaterialReceipt(material, .uploaded, upload: id.description))
        }
        return receipts
    }
}
