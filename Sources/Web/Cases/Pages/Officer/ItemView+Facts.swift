import Cases
import Catalog
import Documents
import Ledger
import Ledger
import Vocabulary

extension ItemView {
    /// The applicant's answers that this item uses.
    var answers: HTML {
        let fed = subject.fed
        let entries = subject.requirements.fields.map { field -> HTML.SummaryEntry in
            let label = subject.label(field.element)(language)
            guard let value = subject.story.answers[field.element] else {
                return .init(label, "<span class=\"hint\">\(language("未填写", "not given"))</span>")
            }
            var source: String?
            if let origin = fed.first(where: { $0.element == field.element }) {
                source = origin.from.map { from in
                    language(
                        "来自“\(subject.story.name(from).zh)”的结果", "From the result of “\(subject.story.name(from).en)”")
                }
            }
            return .init(label, HTML(text: subject.text(value, of: field.element, language)), source: source)
        }
        return """
            <h2>\(language("填报内容", "Answers"))</h2>
            <p class="hint">\(language("只列本事项用到的内容；敏感信息部分隐去。", "Only what this item uses; sensitive facts show in part."))</p>
            \(HTML.summaryList(entries, language))
            \(unmasking)\
            \(results(fed))
            """
    }

    /// What earlier results brought in.
    private func results(_ fed: [(element: ElementCode, value: JSON, from: ItemCode?)]) -> HTML {
        guard !fed.isEmpty else { return .empty }
        let rows = fed.map { element, value, from -> HTML in
            let origin = from.map { subject.story.name($0)(language) } ?? language("前置事项", "an earlier item")
            return
                "<li>\(subject.label(element).html(language))：\(subject.text(value, of: element, language))（\(origin)）</li>\n"
        }
        return """
            <h3>\(language("前置结果带入", "Brought in by earlier results"))</h3>
            <ul>
            \(rows)</ul>

            """
    }

    /// Conditions that do not hold or cannot be told, for the officer to judge.
    var conditions: HTML? {
        let found = subject.catalog.conditions(of: [task.item]) { name in
            subject.catalog.value(name, in: subject.story.answers, appliedOn: subject.application.submittedAt.day)
        }.filter { $0.outcome != .holds }
        guard !found.isEmpty, !task.hasEnded else { return nil }
        let items = found.map { finding -> HTML in
            let state = finding.outcome == .fails ? language("不符合", "Does not hold") : language("待核实", "To be verified")
            return "<li><b>\(state)</b>：\(finding.condition.message.html(language))</li>\n"
        }
        return """
            <h2>\(language("请留意的条件", "Conditions to look at"))</h2>
            <ul>
            \(items)</ul>

            """
    }

    // MARK: - Materials

    var materials: HTML {
        let receipts = subject.receipts
        let needed = subject.requirements.materials
        let others = subject.item.materials.filter { use in
            receipts[use.material] != nil && !needed.contains { $0.material == use.material }
        }.map { ($0.material, $0.source) }
        let all = needed.map { ($0.material, $0.source) } + others
        let rows = all.map { code, source -> [HTML] in
            [subject.story.name(code).html(language), cell(receipts[code], code, source)]
        }
        return HTML.table(
            caption: language("材料", "Materials"),
            columns: [.init(language("材料", "Material")), .init(language("来源", "How it came in"))], rows: rows,
            emptyText: language("本事项不需要材料", "This item needs no materials"))
    }

    private func cell(_ receipt: MaterialReceipt?, _ code: MaterialCode, _ source: MaterialSource) -> HTML {
        guard let receipt else {
            // What departments share is there when it is looked up; nobody hands it in.
            switch source {
            case .shared, .licence: return HTML(text: provider(source))
            case .uploaded, .commitment: return .tag(language("未提交", "Not handed in"), .attention)
            }
        }
        switch receipt.source {
        case .shared, .licence: return HTML(text: provider(source))
        case .commitment: return HTML(text: language("以告知承诺代替", "A signed statement stands in for it"))
        case .later: return .tag(language("容缺，待补交", "To follow"), .attention)
        case .uploaded:
            let versions = subject.allReceipts.filter { $0.material == code && $0.upload != nil }
            let links = versions.enumerated().reversed().map { index, version -> HTML in
                let upload = version.upload ?? ""
                let label =
                    index == versions.count - 1
                    ? language("下载", "Download") : language("第 \(index + 1) 次提交的", "Hand-over \(index + 1)")
                let name = HTML.unseen(language("：", ": ") + subject.story.name(code)(language))
                guard (try? Identifier<Upload>(parsing: upload)) != nil else {
                    return "<span class=\"hint\">\(language("文件不在本系统", "The file is not kept here"))</span>"
                }
                return
                    "<a href=\"\(link: visitor.address("\(subject.address)/uploads/\(upload)"))\">\(label)\(name)</a>"
            }
            return "\(language("申请人上传", "Uploaded by the applicant"))<br>\(links.joined(separator: "<br>"))"
        }
    }

    /// Who provides what the applicant need not bring.
    private func provider(_ source: MaterialSource) -> String {
        switch source {
        case .shared(let from):
            let name = subject.story.name(from)
            return language("\(name.zh)共享", "Shared by \(name.en)")
        case .licence(let from?):
            let name = subject.story.name(from)
            return language("电子证照（\(name.zh)）", "Electronic licence (\(name.en))")
        case .licence(nil): return language("电子证照", "Electronic licence")
        case .uploaded: return language("申请人上传", "Uploaded by the applicant")
        case .commitment: return language("以告知承诺代替", "A signed statement stands in for it")
        }
    }

    // MARK: - Siblings

    /// The other items of the application.
    var siblings: HTML {
        let others = subject.application.tasks.filter { $0.number != task.number }
        let rows = others.map { other -> [HTML] in
            let name = subject.story.name(other.item)
            let isOpen = subject.catalog.items[other.item].map { subject.desk.sees(other, of: $0) } ?? false
            let title: HTML =
                isOpen
                ? .link(name(language), to: visitor.address("desk/items/\(other.number)")) : name.html(language)
            return [title, subject.story.name(other.department).html(language), other.status.tag(language)]
        }
        return HTML.table(
            caption: language("同一申请的其他事项", "Other items of the application"),
            columns: [
                .init(language("事项", "Item")), .init(language("部门", "Department")), .init(language("状态", "Status")),
            ],
            rows: rows, emptyText: language("没有其他事项", "There are no others"))
    }
}
