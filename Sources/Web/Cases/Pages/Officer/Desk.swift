import Access
import Cases
import Catalog
import Vocabulary

/// Where a member of a department works: what they may look at and what is theirs to do.
struct Desk: Sendable {
    let officer: Officer
    /// Watches deadlines and decides nothing.
    let isSupervisor: Bool

    /// Whether a task is in this department and region, and some step of its flow is this officer's (or they supervise it).
    func sees(_ task: ItemTask, of item: Item) -> Bool {
        if isSupervisor { return officer.sees(task) }
        return item.steps(of: task).contains { officer.may($0, of: task) }
    }

    /// The same for a line of a list, which knows less of the task.
    func lists(_ item: Item?) -> Bool {
        guard let item else { return true }
        return isSupervisor
            || item.flow.contains {
                ($0.department ?? item.department) == officer.department && officer.roles.contains($0.actor)
            }
    }
}

extension Visitor {
    /// The desk of the officer or supervisor who is signed in. For citizens there is no such place.
    func desk() throws -> Desk {
        let signedIn = try signedIn()
        switch signedIn.principal.kind {
        case .citizen: throw Visitor.notFound
        case .officer, .supervisor:
            guard let officer = signedIn.officer else { throw noPost }
            return Desk(officer: officer, isSupervisor: signedIn.principal.kind == .supervisor)
        case .clerk, .client, .administrator: throw noPost
        }
    }

    private var noPost: Told {
        Told(403, "noRole", "这个页面只供部门的经办和督办人员使用", "this page is for officers and supervisors of departments")
    }

    /// The links of those who work here.
    var deskLinks: [PageSetting.Link] {
        guard let kind = context.signedIn?.principal.kind, kind == .officer || kind == .supervisor else { return [] }
        return [
            .init(label: language("办件", "Items"), address: address("desk")),
            .init(label: language("督办", "Supervision"), address: address("supervision")),
        ] + (kind == .supervisor ? [.init(label: language("部门对接", "Exchange"), address: address("exchange"))] : [])
            + (kind == .officer && context.signedIn?.principal.roles.contains(RequestDesk.post) == true
                ? [
                    .init(label: language("个人信息请求", "Data requests"), address: address("desk/requests")),
                    .init(label: language("重复档案", "Duplicates"), address: address("desk/duplicates")),
                ] : [])
    }
}
