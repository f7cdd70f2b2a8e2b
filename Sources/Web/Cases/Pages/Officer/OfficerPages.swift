import Cases
import Catalog
import Documents
import Hummingbird
import Vocabulary

/// All pages of those who handle items and of those who watch over them.
struct OfficerPages: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        let routes = VisitorRoutes(site: site, router: router)
        routes.get("desk") { try await QueuePages.show($0) }
        routes.post("desk/acceptance") { try await BulkAcceptance.check($0) }
        routes.post("desk/acceptance/done") { try await BulkAcceptance.carryOut($0) }
        for path in ["desk/acceptance", "desk/acceptance/done"] {
            routes.get(path) { visitor in
                _ = try visitor.desk()
                return visitor.go(to: "desk")
            }
        }
        routes.get("supervision") { try await Supervision.show($0) }
        routes.get("desk/items/:number") { ItemView(subject: try await DeskItem.of($0), visitor: $0).page() }
        routes.post("desk/items/:number/:act") { try await Self.act($0) }
        // Whoever had to sign in first comes back by this address.
        routes.get("desk/items/:number/:act") { visitor in
            visitor.go(to: try await DeskItem.of(visitor).address)
        }
        routes.get("desk/items/:number/uploads/:upload") { try await Self.upload($0) }
    }

    /// Does what a form of the item page asks for.
    private static func act(_ visitor: Visitor) async throws -> Response {
        guard let act = DeskAct(rawValue: try visitor.part("act")) else { throw Visitor.notFound }
        let subject = try await DeskItem.of(visitor)
        let sent = try await visitor.form()
        let language = visitor.language
        func again(_ subject: DeskItem, _ problems: [FieldProblem], _ status: Int) -> Response {
            ItemView(subject: subject, visitor: visitor, tried: act, sent: sent, problems: problems)
                .page(status: .init(code: status))
        }
        guard let version = sent["version"].flatMap({ Int($0) }) else {
            throw Told(422, "malformed", "表单缺少版本", "the form lacks its version")
        }
        guard version == subject.application.version else {
            return again(subject, [changed(act, language)], 412)
        }
        guard subject.acts.contains(act) else {
            let refusal: Refusal =
                subject.desk.isSupervisor
                ? .outsideYourScope(subject.task.item) : .notNow(subject.task.item, subject.task.status)
            let told = Told(refusal)
            return again(subject, [FieldProblem("act-\(act.rawValue)", subject.words(told, language))], told.status)
        }
        var reading = ActReading(act, on: subject, sent, language)
        guard let command = reading.command() else { return again(subject, reading.problems, 422) }
        do {
            try await visitor.casework.act(
                command, on: subject.task.number, by: .officer(subject.desk.officer), at: visitor.now,
                expecting: version)
        } catch let refusal as Refusal {
            let now = try await DeskItem.of(visitor)
            if case .changedMeanwhile = refusal { return again(now, [changed(act, language)], 412) }
            return again(now, problems(refusal, act, now, language), Told(refusal).status)
        }
        return visitor.go(to: "\(subject.address)?done=\(act.rawValue)")
    }

    private static func changed(_ act: DeskAct, _ language: Language) -> FieldProblem {
        FieldProblem(
            "act-\(act.rawValue)",
            language(
                "您打开页面后，这件申请又有变动，刚才没有办理。下面是最新情况，请核对后再办。",
                "The application changed after you opened the page, so nothing was done. Below is how it stands; check it and try again."
            ))
    }

    /// A refusal at the fields it is about.
    private static func problems(
        _ refusal: Refusal, _ act: DeskAct, _ subject: DeskItem, _ language: Language
    ) -> [FieldProblem] {
        if case .resultIncomplete(_, let missing) = refusal {
            return missing.map { code in
                guard let element = subject.catalog.elements[code] else {
                    return FieldProblem(code.rawValue, code.rawValue)
                }
                let control = ElementControl(element: element, catalog: subject.catalog, language: language)
                return FieldProblem(code.rawValue, control.missingMessage)
            }
        }
        return [FieldProblem("act-\(act.rawValue)", subject.words(Told(refusal), language))]
    }

    /// A file that belongs to a material of this item, always saved and never opened inside our pages.
    private static func upload(_ visitor: Visitor) async throws -> Response {
        let subject = try await DeskItem.of(visitor)
        let text = try visitor.part("upload")
        guard let id = try? Identifier<Upload>(parsing: text),
            subject.allReceipts.contains(where: { $0.upload == id.description }),
            let upload = try await visitor.casework.upload(id, of: subject.application.applicant)
        else { throw Visitor.notFound }
        return MaterialFile.response(upload)
    }
}
