import Access
import Cases
import Catalog
import Documents
import Hummingbird
import Registry
import Vocabulary

/// Files that may be one person's: the register points, a person decides, and every decision can be taken back (重复档案).
struct DuplicatePages: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        let routes = VisitorRoutes(site: site, router: router)
        routes.get("desk/duplicates") { try await list($0) }
        routes.post("desk/duplicates") { try await decide($0) }
        routes.post("desk/duplicates/split") { try await split($0) }
    }

    /// Pairs on one page.
    static let pageSize = 20

    /// The post that decides: whoever reviews items of the department that leads.
    private func officer(_ visitor: Visitor) throws -> Officer {
        let desk = try visitor.desk()
        let lead = visitor.casework.shelf.current.bundles.first?.leadDepartment
        guard !desk.isSupervisor, desk.officer.department == lead, desk.officer.roles.contains(RequestDesk.post) else {
            throw Told(403, "noRole", "只有牵头部门的审核岗可以合并档案", "only reviewers of the leading department join files")
        }
        return desk.officer
    }

    private func list(_ visitor: Visitor, problem: String? = nil) async throws -> Response {
        _ = try officer(visitor)
        let language = visitor.language
        let register = visitor.casework.register
        let today = visitor.today
        let place = visitor.query("from").flatMap { CandidatePlace($0) }
        let (page, waiting, shown, merges) = try await visitor.casework.store.read { session in
            let page = try register.candidates(after: place, limit: Self.pageSize, in: session)
            let candidates = page.candidates
            var shown: [Identifier<Subject>: [String: Fact]] = [:]
            for subject in candidates.flatMap({ [$0.first, $0.second] }) where shown[subject] == nil {
                shown[subject] = try register.current(about: subject, on: today, in: session)
            }
            return (
                page, try register.countWaitingToCompare(upTo: 10_000, in: session), shown,
                try register.standingMerges(in: session)
            )
        }
        let candidates = page.candidates
        let next = page.next.map { visitor.address("desk/duplicates?from=\($0)") }
        let still = language(
            "还有\(waiting)\(waiting == 10_000 ? "份以上" : "份")档案等待比对，稍后会有新的结果。",
            "\(waiting)\(waiting == 10_000 ? " or more" : "") files still wait to be compared; look again later.")
        let title = language("疑似重复档案", "Files that may be one person's")
        return visitor.page(
            title, banner: problem.map { HTML.banner(.bad, title: $0) }, hasProblems: problem != nil, width: .wide,
            status: problem == nil ? .ok : .unprocessableContent,
            """
            <h1>\(title)</h1>
            <p class="lead">\(language("系统只提示，由人决定。合并后两份档案一并读取，随时可以拆分，原有信息不会丢失。", "The register only points; you decide. Joined files are read together and can be parted at any time; nothing is lost."))</p>
            \(candidates.isEmpty ? "<p class=\"nothing\">\(language("没有疑似重复的档案", "None"))</p>" : .empty)\
            \(waiting == 0 ? HTML.empty : "<p class=\"hint\">\(still)</p>")\
            \(candidates.map { entry($0, shown, visitor) })\
            \(HTML.pagination(previous: place.map { _ in visitor.address("desk/duplicates") }, next: next, language))\
            <h2>\(language("已合并", "Joined"))</h2>
            \(merges.isEmpty ? "<p class=\"nothing\">\(language("没有", "None"))</p>" : .empty)\
            \(merges.map { joined($0, visitor) })
            """)
    }

    /// What is shown of a file, masked.
    private func summary(_ facts: [String: Fact]) -> String {
        let name = facts["full_name"]?.value.text.map { Masking.name($0) } ?? ""
        let number = facts["citizen_id"]?.value.text.flatMap { try? CitizenID(parsing: $0).masked } ?? ""
        let phone = facts["phone"]?.value.text.flatMap { try? Phone(parsing: $0).masked } ?? ""
        return [name, number, phone].filter { !$0.isEmpty }.joined(separator: " · ")
    }

    private func entry(
        _ candidate: DuplicateCandidate, _ shown: [Identifier<Subject>: [String: Fact]], _ visitor: Visitor
    ) -> HTML {
        let language = visitor.language
        let field = "reason-\(candidate.first)-\(candidate.second)"
        let form = Form(language: language)
        let reasons = candidate.because.map { $0.name(language) }.joined(separator: language("、", ", "))
        return """
            <section class="inset"><h2>\(language("相似度 \(candidate.score)", "Likeness \(candidate.score)"))</h2>
            <p>\(reasons)</p>
            <ul><li>1. \(summary(shown[candidate.first] ?? [:]))</li><li>2. \(summary(shown[candidate.second] ?? [:]))</li></ul>
            \(form.element(
                to: visitor.address("desk/duplicates"), csrf: visitor.context.signedIn?.csrfToken ?? "",
                """
                \(HTML.hidden("first", candidate.first.description))
                \(HTML.hidden("second", candidate.second.description))
                \(form.text(field, language("理由", "Reason"), .plain, autocomplete: "off", maximumLength: 200))\
                \(HTML.actions(
                    .button(language("合并，保留第1份", "Join, keep the first"), .primary, name: "act", value: "first"),
                    .button(language("合并，保留第2份", "Join, keep the second"), .secondary, name: "act", value: "second"),
                    .button(language("不是同一人", "Two people"), .secondary, name: "act", value: "apart")))
                """))
            </section>

            """
    }

    private func joined(_ merge: Merge, _ visitor: Visitor) -> HTML {
        let language = visitor.language
        let form = Form(language: language)
        return .inset(
            """
            <p>\(merge.at.text(language)) · \(merge.by) · \(merge.reason)</p>
            \(form.element(
                to: visitor.address("desk/duplicates/split"), csrf: visitor.context.signedIn?.csrfToken ?? "",
                """
                \(HTML.hidden("duplicate", merge.duplicate.description))
                \(form.text("reason-\(merge.duplicate)", language("拆分理由", "Why they are two"), .plain, autocomplete: "off", maximumLength: 200))\
                \(HTML.actions(.button(language("拆分", "Part them"), .warning)))
                """))
            """)
    }

    private func decide(_ visitor: Visitor) async throws -> Response {
        let officer = try officer(visitor)
        let sent = try await visitor.form()
        guard let first = try? Identifier<Subject>(parsing: sent["first"] ?? ""),
            let second = try? Identifier<Subject>(parsing: sent["second"] ?? ""),
            let act = sent["act"], ["first", "second", "apart"].contains(act)
        else { throw Visitor.notFound }
        let reason = sent.text("reason-\(first)-\(second)") ?? ""
        let register = visitor.casework.register
        let now = visitor.now
        do {
            try await visitor.casework.store.write { session in
                switch act {
                case "first":
                    try register.merge(second, into: first, by: officer.account, reason: reason, at: now, in: session)
                case "second":
                    try register.merge(first, into: second, by: officer.account, reason: reason, at: now, in: session)
                default:
                    try register.tellApart(first, second, by: officer.account, reason: reason, at: now, in: session)
                }
            }
        } catch let refused as MergeRefused {
            return try await list(visitor, problem: refused.words(visitor.language))
        }
        return visitor.go(to: "desk/duplicates")
    }

    private func split(_ visitor: Visitor) async throws -> Response {
        let officer = try officer(visitor)
        let sent = try await visitor.form()
        guard let duplicate = try? Identifier<Subject>(parsing: sent["duplicate"] ?? "") else { throw Visitor.notFound }
        let reason = sent.text("reason-\(duplicate)") ?? ""
        let register = visitor.casework.register
        let now = visitor.now
        do {
            try await visitor.casework.store.write { session in
                try register.split(duplicate, by: officer.account, reason: reason, at: now, in: session)
            }
        } catch let refused as MergeRefused {
            return try await list(visitor, problem: refused.words(visitor.language))
        }
        return visitor.go(to: "desk/duplicates")
    }
}

extension MergeRefused {
    func words(_ language: Language) -> String {
        switch self {
        case .unknown: language("档案不存在", "There is no such file")
        case .alreadyOne: language("已经是同一份档案", "They are one already")
        case .differentKinds: language("个人和单位的档案不能合并", "A person and an organisation are not joined")
        case .notMerged: language("没有合并过", "They are not joined")
        case .reasonMissing: language("请写明理由", "Give a reason")
        }
    }
}

extension DuplicateCandidate.Reason {
    func name(_ language: Language) -> String {
        switch self {
        case .sameName: language("姓名相同", "same name")
        case .sameBirthday: language("生日相同", "same birthday")
        case .samePhone: language("手机相同", "same telephone")
        case .sameAddress: language("住址相同", "same address")
        case .numberOffByOne: language("号码差一位", "numbers one digit apart")
        case .differentBirthday: language("生日不同", "different birthdays")
        }
    }
}
