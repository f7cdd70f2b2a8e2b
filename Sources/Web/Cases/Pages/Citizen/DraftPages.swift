import Access
import Cases
import Catalog
import Documents
import HTTPTypes
import Hummingbird
import Vocabulary

/// The merged form: its parts, the materials, checking and handing in.
struct DraftPages: Sendable {
    func add(to routes: VisitorRoutes) {
        routes.get("drafts/:id") { try await overview($0) }
        routes.get("drafts/:id/parts/:part") { try await part($0) }
        routes.post("drafts/:id/parts/:part") { try await savePart($0) }
        routes.get("drafts/:id/materials") { try await materials($0) }
        routes.post("drafts/:id/materials") { try await saveMaterials($0) }
        routes.get("drafts/:id/check") { try await check($0) }
        routes.post("drafts/:id/submission") { try await submit($0) }
        routes.get("drafts/:id/discarding") { try await confirmDiscarding($0) }
        routes.post("drafts/:id/discarding") { try await discard($0) }
        routes.get("uploads/:id") { try await upload($0) }
    }

    // MARK: - Reading

    /// The draft as a form, if it is the signed-in person's.
    private func form(_ visitor: Visitor) async throws -> DraftForm {
        let applicant = try visitor.applicant()
        guard let id = try? Identifier<Draft>(parsing: try visitor.part("id")),
            let draft = try await visitor.casework.draft(id, of: applicant)
        else {
            throw Told(
                404, "noSuchDraft", "没有这份草稿：可能已经提交或删除，请到“我的申请”查看",
                "there is no such draft; it may have been submitted or deleted, see “My applications”")
        }
        return try await form(of: draft, visitor)
    }

    private func form(of draft: Draft, _ visitor: Visitor) async throws -> DraftForm {
        let knowledge = try await Knowledge.about(
            draft.owner, named: try visitor.applicantName(), in: visitor.casework, on: visitor.today)
        guard
            let form = DraftForm(
                draft, knowledge: knowledge, catalog: visitor.casework.shelf.current, on: visitor.today)
        else { throw Told(409, "notOffered", "这件事现已不再办理", "this is no longer offered") }
        return form
    }

    // MARK: - Task list

    private func overview(_ visitor: Visitor) async throws -> Response {
        DraftView(form: try await form(visitor), visitor: visitor).overview()
    }

    // MARK: - Parts

    private func part(_ visitor: Visitor) async throws -> Response {
        let form = try await form(visitor)
        guard let part = form.part(try visitor.part("part")) else { return visitor.go(to: "drafts/\(form.draft.id)") }
        return DraftView(form: form, visitor: visitor).part(part, moreAsked: visitor.query("more") != nil)
    }

    private func savePart(_ visitor: Visitor) async throws -> Response {
        let form = try await form(visitor)
        let sent = try await visitor.form()
        guard let part = form.part(try visitor.part("part")) else { return visitor.go(to: "drafts/\(form.draft.id)") }
        let leaves = sent["go"] == "back"
        let reading = PartReading(part, sent, catalog: form.catalog, language: visitor.language, isStrict: !leaves)
        guard sent.version == form.draft.version else { return conflict(form, part, sent, visitor) }
        var draft = form.draft
        for (element, value) in reading.answers { draft.answers[element] = value }
        do {
            draft = try await visitor.casework.save(draft, at: visitor.now)
        } catch Refusal.changedMeanwhile {
            return conflict(try await self.form(visitor), part, sent, visitor)
        }
        let saved = try await self.form(of: draft, visitor)
        guard reading.problems.isEmpty else {
            return DraftView(form: saved, visitor: visitor).part(part, sent: sent, problems: reading.problems)
        }
        let home = "drafts/\(draft.id)"
        if leaves { return visitor.go(to: home) }
        // An answer may bring up questions on the same page.
        if let again = saved.part(part.slug), !again.isComplete {
            return visitor.go(to: "\(home)/parts/\(again.slug)?more=1")
        }
        if visitor.query("from") == "check" { return visitor.go(to: "\(home)/check") }
        let next = saved.parts.drop { $0.slug != part.slug }.dropFirst().first { $0.asks }
        return visitor.go(to: next.map { "\(home)/parts/\($0.slug)" } ?? "\(home)/materials")
    }

    /// The draft was saved elsewhere in between: what was typed stays, and the person decides.
    private func conflict(_ form: DraftForm, _ part: DraftForm.Part, _ sent: FormValues, _ visitor: Visitor) -> Response
    {
        let at = String(form.draft.updatedAt.shanghaiTime.suffix(5))
        let banner = HTML.banner(
            .attention,
            title: visitor.language("这份表单在别处改过（\(at)）", "This form was changed elsewhere (\(at))"),
            """
            <p>\(visitor.language("可能是您在另一个窗口或设备上填写的。下面是您刚才填的内容；再次保存，就以这里为准。", "Perhaps by you in another window or on another device. Below is what you have just typed; save again to keep this."))</p>
            """)
        return DraftView(form: form, visitor: visitor).part(part, sent: sent, banner: banner, status: .conflict)
    }

    // MARK: - Materials

    private func materials(_ visitor: Visitor) async throws -> Response {
        MaterialsView(form: try await form(visitor), visitor: visitor).page()
    }

    private func saveMaterials(_ visitor: Visitor) async throws -> Response {
        let form = try await form(visitor)
        let sent = try await visitor.form(limits: .materials)
        guard sent.version == form.draft.version else {
            return MaterialsView(form: form, visitor: visitor).page(hasConflict: true, status: .conflict)
        }
        let leaves = sent["go"] == "back"
        var (draft, problems) = try await take(sent, form, visitor, isStrict: !leaves)
        do {
            draft = try await visitor.casework.save(draft, at: visitor.now)
        } catch Refusal.changedMeanwhile {
            return MaterialsView(form: try await self.form(visitor), visitor: visitor).page(
                hasConflict: true, status: .conflict)
        }
        guard problems.isEmpty else {
            return MaterialsView(form: try await self.form(of: draft, visitor), visitor: visitor)
                .page(problems: problems, status: .unprocessableContent)
        }
        if let removed = sent["remove"] {
            return visitor.go(to: "drafts/\(draft.id)/materials#\(Form.id("file-" + removed))")
        }
        return visitor.go(to: "drafts/\(draft.id)\(leaves ? "" : "/check")")
    }

    /// Stores the files and signatures that came with the form.
    private func take(
        _ sent: FormValues, _ form: DraftForm, _ visitor: Visitor, isStrict: Bool
    ) async throws -> (Draft, [FieldProblem]) {
        let language = visitor.language
        var draft = form.draft
        var problems: [FieldProblem] = []
        for needed in form.requirements.materials where !needed.undetermined && needed.source.comesFromApplicant {
            let code = needed.material
            let field = "file-\(code)"
            let name = form.catalog.materials[code]?.name(language) ?? code.rawValue
            if sent["remove"] == code.rawValue { draft.materials.removeAll { $0.material == code } }
            if let file = sent.file(field), !file.name.isEmpty || !file.bytes.isEmpty {
                switch await MaterialFile.accept(file, for: visitor) {
                case .success(let accepted):
                    let id = try await visitor.casework.keep(
                        accepted.bytes, of: code, named: accepted.name, mediaType: accepted.mediaType,
                        owner: draft.owner,
                        at: visitor.now)
                    draft.materials.removeAll { $0.material == code }
                    draft.materials.append(MaterialReceipt(code, .uploaded, upload: id.description))
                case .failure(let refused):
                    problems.append(FieldProblem(field, language("\(name)：", "\(name): ") + refused.message(language)))
                }
            } else if needed.source == .uploaded, needed.tolerable {
                let has = draft.materials.contains { $0.material == code && $0.source == .uploaded }
                if !has { draft.materials.removeAll { $0.material == code } }
                if sent["later-\(code)"] == "yes", !has { draft.materials.append(MaterialReceipt(code, .later)) }
            }
        }
        draft.commitments = form.requirements.commitments.filter { sent["sign-\($0)"] == "yes" }
        if isStrict, sent["remove"] == nil {
            let after = DraftForm(draft, knowledge: form.knowledge, catalog: form.catalog, on: form.today) ?? form
            for needed in after.requirements.materials where !needed.undetermined && !after.isSettled(needed) {
                let field = "file-\(needed.material)"
                guard needed.required, !problems.contains(where: { $0.field == field }) else { continue }
                let name = form.catalog.materials[needed.material]?.name(language) ?? needed.material.rawValue
                if needed.source == .commitment,
                    let item = needed.items.first(where: { !draft.commitments.contains($0) })
                {
                    problems.append(
                        FieldProblem(
                            "sign-\(item)",
                            language("请签署“\(name)”的承诺，或上传该材料", "Sign the statement for “\(name)”, or upload it")))
                } else {
                    problems.append(FieldProblem(field, language("请上传\(name)", "Upload: \(name)")))
                }
            }
        }
        return (draft, problems)
    }

    private func upload(_ visitor: Visitor) async throws -> Response {
        let applicant = try visitor.applicant()
        guard let id = try? Identifier<Upload>(parsing: try visitor.part("id")),
            let upload = try await visitor.casework.upload(id, of: applicant)
        else { throw Visitor.notFound }
        return MaterialFile.response(upload)
    }

    // MARK: - Checking and handing in

    private func check(_ visitor: Visitor) async throws -> Response {
        let form = try await form(visitor)
        return CheckView(form: form, visitor: visitor, problems: form.problems).page()
    }

    private func submit(_ visitor: Visitor) async throws -> Response {
        let applicant = try visitor.applicant()
        let sent = try await visitor.form()
        let form = try await form(visitor)
        guard sent.version == form.draft.version else {
            return CheckView(form: form, visitor: visitor, problems: form.problems, hasChanged: true).page(
                status: .conflict)
        }
        var request = form.request
        if visitor.context.serving != nil { request.channel = .counter }
        let key = "draft-\(form.draft.id)-\(form.draft.version)"
        do {
            let receipt = try await visitor.casework.submit(
                request,
                by: try visitor.submitter(for: applicant),
                key: IdempotencyKey(key, body: Array(key.utf8)), at: visitor.now)
            try await visitor.casework.discard(form.draft)
            return visitor.go(to: "applications/\(receipt.application.number)/submitted")
        } catch let refused as IntakeRefused {
            return CheckView(form: form, visitor: visitor, problems: refused.problems).page(
                status: .unprocessableContent)
        } catch SubmissionRefused.notYourNumber {
            let problem = IntakeProblem(
                "notYourNumber", Bilingual("身份证号码与登录人不一致，请改为您本人的号码", "this is not your own identity number"),
                path: "/answers/\(Identity.number)")
            return CheckView(form: form, visitor: visitor, problems: [problem]).page(status: .unprocessableContent)
        }
    }

    // MARK: - Discarding

    private func confirmDiscarding(_ visitor: Visitor) async throws -> Response {
        DraftView(form: try await form(visitor), visitor: visitor).discarding()
    }

    private func discard(_ visitor: Visitor) async throws -> Response {
        _ = try await visitor.form()
        try await visitor.casework.discard(try await form(visitor).draft)
        return visitor.go(to: "applications")
    }
}

extension Visitor {
    /// Who hands in: the person, or staff of a counter who have the person and the document before them.
    func submitter(for applicant: Identifier<Applicant>) throws -> Submitter {
        let principal = try signedIn().principal
        let isClerk = principal.kind == .clerk
        if let acting = context.acting {
            guard acting.scope == .apply else { throw Refusal.beyondYourMandate }
            return Submitter(
                client: principal.account, applicant: applicant, agent: try signedIn().applicant,
                verification: principal.level)
        }
        return Submitter(
            client: principal.account, applicant: applicant, clerk: isClerk ? principal.account : nil,
            verification: isClerk ? .inPerson : principal.level)
    }
}

extension FormValues {
    /// The version of what the form was made from.
    var version: Int? { self["version"].flatMap { Int($0) } }
}

extension FormLimits {
    /// Forms with materials: several files, each checked by itself.
    static let materials: FormLimits = {
        var limits = FormLimits.files(upTo: 8 * Upload.largest)
        limits.file = limits.body
        return limits
    }()
}

extension MaterialSource {
    /// Whether the applicant hands it in, or signs for it.
    var comesFromApplicant: Bool {
        switch self {
        case .uploaded, .commitment: true
        case .shared, .licence: false
        }
    }
}
