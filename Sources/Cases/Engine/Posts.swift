import Catalog

/// What the posts of a flow reach beyond their own step. Which roles those are, the catalog says.
extension Officer {
    /// Whether the officer works on the task for its department (takes in, reviews or decides), and does not only do a step
    /// for it, such as a bank.
    public func handles(_ task: ItemTask, of item: Item) -> Bool {
        holds([.accept, .review, .decide], of: task, in: item)
    }

    /// Whether the merits of the task are this officer's to judge: they review or decide it, or take it in where nobody does.
    public func judges(_ task: ItemTask, of item: Item) -> Bool {
        let isJudged = item.steps(of: task).contains { $0.kind == .review || $0.kind == .decide }
        return holds(isJudged ? [.review, .decide] : [.accept], of: task, in: item)
    }

    /// Whether the result is this officer's to change: they take the decision; where a program takes it, they judge the task.
    /// - Parameter catalog: tells which roles are people's.
    public func decides(_ task: ItemTask, of item: Item, in catalog: Catalog) -> Bool {
        let isDecided = item.steps(of: task).contains { step in
            step.kind == .decide && catalog.roles[RoleCode(rawValue: step.actor)]?.isHuman != false
        }
        return isDecided ? holds([.decide], of: task, in: item) : judges(task, of: item)
    }

    private func holds(_ kinds: Set<Stage.Kind>, of task: ItemTask, in item: Item) -> Bool {
        sees(task) && item.steps(of: task).contains { kinds.contains($0.kind) && may($0, of: task) }
    }
}

extension Item {
    /// The steps of the flow that a task takes.
    public func steps(of task: ItemTask) -> [Stage] { flow.filter { !task.skips.contains($0.code) } }
}

extension Deliberation {
    /// Refuses unless the acting officer's post reaches as far as that.
    func post(_ task: ItemTask, _ reaches: (Officer, Item) -> Bool) throws(Refusal) {
        guard case .officer(let officer) = actor, reaches(officer, try item(task.item)) else {
            throw .outsideYourScope(task.item)
        }
    }
}
