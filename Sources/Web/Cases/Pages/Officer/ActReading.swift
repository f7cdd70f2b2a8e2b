import Cases
import Catalog
import Ledger
import Vocabulary

/// Reads the form of an act.
struct ActReading {
    let subject: DeskItem
    let act: DeskAct
    let sent: FormValues
    let language: Language
    private(set) var problems: [FieldProblem] = []

    /// Letters that a reason or a note may have.
    static let mostLetters = 1_000

    init(_ act: DeskAct, on subject: DeskItem, _ sent: FormValues, _ language: Language) {
        self.act = act
        self.subject = subject
        self.sent = sent
        self.language = language
    }

    /// The command that the form means; nil when something must be put right first.
    mutating func command() -> Command? {
        let item = subject.task.item
        let command: Command
        switch act {
        case .accept: command = .accept(item, tolerating: sent.all("accept-later").map { MaterialCode(rawValue: $0) })
        case .decline: command = .decline(item, reason: reason())
        case .ask: command = ask(item)
        case .advance: command = .advance(item, opinion: words("advance-opinion") ?? "")
        case .grant: command = .grant(item, result: result(over: Answers()))
        case .refuse: command = .refuse(item, reason: reason())
        case .object: command = .object(item, reason: reason())
        case .review:
            let reopens = choice("review-answer", ["reopen", "uphold"]) == "reopen"
            command = .answerReview(item, reopen: reopens, reason: reason())
        case .check:
            let isHonest = choice("check-finding", ["true", "false"]) == "true"
            let note = words("check-note") ?? ""
            if !isHonest, note.isEmpty {
                problems.append(FieldProblem("check-note", language("写明查到了什么", "Say what was found")))
            }
            command = .checkCommitment(item, isHonest: isHonest, note: note)
        case .correct: command = .correctResult(item, result: corrected(), reason: reason())
        case .revoke: command = .revokeResult(item, reason: reason())
        }
        return problems.isEmpty ? command : nil
    }

    private mutating func ask(_ item: ItemCode) -> Command {
        let fields = sent.all("ask-fields").map { ElementCode(rawValue: $0) }
        let materials = sent.all("ask-materials").map { MaterialCode(rawValue: $0) }
        if fields.isEmpty, materials.isEmpty {
            problems.append(
                FieldProblem(
                    subject.askableFields.isEmpty ? "ask-materials" : "ask-fields",
                    language("勾选要补正的内容或材料", "Tick the answers or materials that are missing or wrong")))
        }
        let note = words("ask-note") ?? ""
        if note.isEmpty {
            problems.append(FieldProblem("ask-note", language("向申请人说明要补什么", "Tell the applicant what to do")))
        }
        return .askCorrection(item, fields: fields, materials: materials, note: note)
    }

    private mutating func reason() -> String {
        guard let reason = words("\(act.rawValue)-reason") else {
            problems.append(FieldProblem("\(act.rawValue)-reason", language("写明理由", "Give the reason")))
            return ""
        }
        return reason
    }

    private mutating func words(_ name: String) -> String? {
        guard let text = sent.text(name) else { return nil }
        if text.count > Self.mostLetters {
            let most = Self.mostLetters
            problems.append(
                FieldProblem(
                    name,
                    language("最多 \(most) 个字，现有 \(text.count) 个", "At most \(most) characters; there are \(text.count)"))
            )
        }
        return text
    }

    private mutating func choice(_ name: String, _ values: [String]) -> String? {
        guard let value = sent[name], values.contains(value) else {
            problems.append(FieldProblem(name, language("选择一项", "Choose one")))
            return nil
        }
        return value
    }

    private mutating func result(over known: Answers) -> Answers {
        var answers = known
        for code in subject.item.result.elements {
            guard let element = subject.catalog.elements[code] else { continue }
            switch ElementControl(element: element, catalog: subject.catalog, language: language).read(sent) {
            case .value(let value): answers[code] = value
            case .missing: break
            case .refused(let message): problems.append(FieldProblem(code.rawValue, message))
            }
        }
        return answers
    }

    /// The elements of the result that differ from the one that stands.
    private mutating func corrected() -> Answers {
        let standing = subject.task.standingResult ?? Answers()
        let all = result(over: Answers())
        let changed = Answers(all.members.filter { standing[ElementCode(rawValue: $0.name)] != $0.value })
        if changed.isEmpty, problems.isEmpty, let first = subject.item.result.elements.first {
            problems.append(FieldProblem(first.rawValue, language("结果没有改动", "Nothing of the result was changed")))
        }
        return changed
    }
}

extension DeskItem {
    /// The answers an officer may ask for again: those of this item's form in this situation.
    var askableFields: [ElementCode] { requirements.fields.map(\.element) }

    /// The materials an officer may ask for: those the item can have, the ones of this situation first.
    var askableMaterials: [MaterialCode] {
        let needed = requirements.materials.map(\.material)
        return needed + item.materials.map(\.material).filter { !needed.contains($0) && receipts[$0] != nil }
    }
}
