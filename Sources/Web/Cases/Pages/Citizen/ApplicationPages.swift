import Access
import Cases
import Catalog
import Documents
import Hummingbird
import Vocabulary

/// A citizen's applications, and how each stands.
struct ApplicationPages: Sendable {
    func add(to routes: VisitorRoutes) {
        routes.get("applications") { try await list($0) }
        routes.get("applications/:number") { visitor in
            let story = try await CaseStory.of(visitor)
            let notices = try await visitor.casework.notices(of: story.application.applicant)
                .filter { $0.application == story.application.id }
            return ProgressView(story: story, visitor: visitor, notices: notices).page()
        }
        routes.get("applications/:number/submitted") { try await submitted($0) }
    }

    // MARK: - List

    private func list(_ visitor: Visitor) async throws -> Response {
        let applicant = try visitor.applicant()
        let language = visitor.language
        let applications = try await visitor.casework.applications(of: applicant)
        let drafts = try await visitor.casework.drafts(of: applicant)
        let catalog = visitor.casework.shelf.current
        let title = language("我的申请", "My applications")
        let begun = drafts.map { draft in
            HTML.TaskEntry(
                catalog.bundles[draft.bundle]?.name(language) ?? draft.bundle.rawValue,
                address: visitor.address("drafts/\(draft.id)"),
                hint: language(
                    "\(draft.items.count) 个事项，\(draft.updatedAt.text(.zh)) 保存",
                    "\(draft.items.count) items, saved \(draft.updatedAt.text(.en))"),
                status: .tag(language("待提交", "Not sent yet"), .attention))
        }
        let sent = applications.map { application in
            let name = catalog.bundles[application.bundle]?.name(language) ?? application.bundle.rawValue
            let ended = application.tasks.count(where: \.hasEnded)
            return HTML.TaskEntry(
                name, address: visitor.address("applications/\(application.number)"),
                hint: language(
                    "\(application.submittedAt.day.text(.zh))提交，\(application.tasks.count) 个事项中 \(ended) 个已办结",
                    "Sent \(application.submittedAt.day.text(.en)); \(ended) of \(application.tasks.count) items concluded"
                ),
                status: Self.tag(application, language))
        }
        return visitor.page(
            title,
            """
            <h1>\(title)</h1>
            \(begun.isEmpty ? .empty : "<h2>\(language("没有提交的草稿", "Drafts"))</h2>\n\(HTML.taskList(begun))")\
            <h2>\(language("已提交的申请", "Sent"))</h2>
            \(sent.isEmpty ? "<p class=\"nothing\">\(language("还没有提交过申请", "You have not sent an application yet"))</p>" : HTML.taskList(sent))
            \(HTML.actions(.buttonLink(language("办一件事", "Start an application"), to: "/\(language.rawValue)")))
            """)
    }

    /// How a whole application stands.
    static func tag(_ application: Application, _ language: Language) -> HTML {
        let needsYou = application.tasks.contains { task in
            guard case .handling(let handling) = task.progress else { return task.openCorrection != nil }
            return handling.correction != nil || !handling.tolerances.isEmpty
        }
        if needsYou { return .tag(language("需要您处理", "You must act"), .attention) }
        return switch application.status {
        case .correcting: .tag(language("需要您处理", "You must act"), .attention)
        case .handling: .tag(language("办理中", "Being handled"), .active)
        case .answered:
            application.rating == nil
                ? .tag(language("已办结，待评价", "Concluded, not rated"), .good) : .tag(language("已办结", "Concluded"), .good)
        case .withdrawn: .tag(language("已撤回", "Withdrawn"))
        }
    }

    // MARK: - Right after sending

    private func submitted(_ visitor: Visitor) async throws -> Response {
        let story = try await CaseStory.of(visitor)
        let language = visitor.language
        let application = story.application
        let title = language("申请已提交", "Your application is sent")
        let departments = story.departments.map { group -> HTML in
            let names = group.tasks.map { story.name($0.item)(language) }.joined(separator: language("、", ", "))
            return "<li><strong>\(story.name(group.code).html(language))</strong>：\(names)</li>\n"
        }
        return visitor.page(
            title,
            """
            \(HTML.panel(
                title: title,
                """
                <p>\(language("您的办件编号", "Your case number"))</p>
                <p><strong>\(application.number.html)</strong></p>
                """))\
            <h2>\(language("接下来", "What happens next"))</h2>
            <p>\(language("\(application.tasks.count) 个事项已转给下列部门，同时办理。全部办完后，您会收到一份结果告知单。", "\(application.tasks.count) items went to these departments, which work side by side. When the last one ends you receive one notice with all results."))</p>
            <ul>
            \(departments)</ul>
            <p>\(language("需要您补正时，“我的申请”里会标明。部门不会在补正之外向您要材料。", "If anything is needed from you, “My applications” says so."))</p>
            \(HTML.actions(
                .buttonLink(language("查看办理进度", "See progress"), to: visitor.address(story.address)),
                .link(language("回到首页", "Home"), to: "/\(language.rawValue)")))
            """)
    }
}
