import Access
import Catalog
import Documents
import Hummingbird
import Vocabulary

/// The pages of the three separated administrators (三员): each sees only what its own duty needs.
struct AdministrationPages: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        let routes = VisitorRoutes(site: site, router: router)
        routes.get("admin") { try home($0) }
        routes.get("admin/modules") { try modules($0) }
        routes.get("admin/accounts") { visitor in try await AccountDesk(site: site).list(visitor) }
        routes.post("admin/accounts") { visitor in try await AccountDesk(site: site).create(visitor) }
        routes.post("admin/accounts/standing") { visitor in try await AccountDesk(site: site).changeStanding(visitor) }
        routes.get("admin/lists") { visitor in try ListDesk(site: site).show(visitor) }
        routes.post("admin/lists") { visitor in try await ListDesk(site: site).take(visitor) }
        let turn = ExportTurn()
        routes.get("admin/export") { visitor in try ExportDesk(site: site, turn: turn).show(visitor) }
        routes.post("admin/export") { visitor in try await ExportDesk(site: site, turn: turn).download(visitor) }
        routes.get("admin/security") { visitor in try await SecurityDesk(site: site).show(visitor) }
        routes.post("admin/security") { visitor in try await SecurityDesk(site: site).carryOut(visitor) }
        routes.get("admin/audit") { visitor in try await AuditDesk(site: site).show(visitor) }
        routes.get("admin/audit/looks.csv") { visitor in try await AuditDesk(site: site).sheet(visitor) }
    }

    private func home(_ visitor: Visitor) throws -> Response {
        let principal = try visitor.administrator()
        let language = visitor.language
        let title = language("系统管理", "Administration")
        var links: [HTML] = []
        if principal.may(.createAccount) {
            links.append(.link(language("工作人员账号", "Staff accounts"), to: visitor.address("admin/accounts")))
        }
        if principal.may(.importLists) {
            links.append(.link(language("名册导入", "Bring a list in"), to: visitor.address("admin/lists")))
        }
        if principal.may(.exportLists) {
            links.append(.link(language("名册导出", "The register as a sheet"), to: visitor.address("admin/export")))
        }
        if principal.may(.unlockAccount) {
            links.append(.link(language("安全管理", "Security"), to: visitor.address("admin/security")))
        }
        if principal.may(.readLooks) {
            links.append(.link(language("审计", "Audit"), to: visitor.address("admin/audit")))
        }
        links.append(.link(language("业务模块", "Business modules"), to: visitor.address("admin/modules")))
        return visitor.page(
            title,
            """
            <h1>\(title)</h1>
            <p class="lead">\(language("系统、安全、审计三类管理员各管一摊，互不兼任；每项操作都会登记，由审计管理员查看。", "System, security and audit administrators are three people with three duties. Whatever they do is written down for the audit administrator."))</p>
            \(HTML.linkRow(links))
            """)
    }

    private func modules(_ visitor: Visitor) throws -> Response {
        _ = try visitor.administrator()
        let language = visitor.language
        let states = ModuleState.all(of: visitor.casework.shelf.current, rooms: site.rooms)
        let there = states.count { $0.state != .missing }
        let title = language("业务模块", "Business modules")
        return visitor.page(
            title, back: visitor.address("admin"), width: .wide,
            """
            <h1>\(title)</h1>
            <p class="lead">\(language("\(states.count) 个模块，已有 \(there) 个。是否具备由事项目录和程序实际判断。", "\(states.count) modules, \(there) of them there; found out from the catalog and the program themselves."))</p>
            \(HTML.table(
                caption: title,
                columns: [
                    .init(language("序号", "No."), isNumeric: true), .init(language("模块", "Module")), .init(language("状态", "State")),
                    .init(language("在哪里", "Where")),
                ],
                rows: states.map { state in
                    [
                        HTML(text: "\(state.number)"), HTML(text: state.name(language)), Self.tag(state.state, language), HTML(text: state.place),
                    ]
                }, emptyText: ""))
            """)
    }

    private static func tag(_ state: ModuleState.State, _ language: Language) -> HTML {
        switch state {
        case .item: .tag(language("事项", "catalog item"), .good)
        case .room: .tag(language("程序模块", "room"), .good)
        case .partly: .tag(language("部分", "partly"), .attention)
        case .missing: .tag(language("尚无", "missing"))
        }
    }
}

extension Visitor {
    /// The administrator who is signed in. For everybody else there is no such place.
    func administrator() throws -> Principal {
        let principal = try signedIn().principal
        guard principal.kind == .administrator else { throw Visitor.notFound }
        return principal
    }

    /// The administrator whose duty it is.
    func administrator(_ duty: Administrator.Duty) throws -> Principal {
        let principal = try administrator()
        guard principal.may(duty) else {
            throw Told(403, "notYourDuty", "这不是您的职责，由另一类管理员办理", "this is another administrator's duty")
        }
        return principal
    }
}
