import Foundation
import Access
import Catalog
import Documents
import Hummingbird
import Registry
import Vocabulary

/// The page that shows a person what is held about them.
struct MyDataView {
    let data: MyData
    let visitor: Visitor

    private var language: Language { visitor.language }
    private var catalog: Catalog { visitor.casework.shelf.current }
    private var token: String { visitor.context.signedIn?.csrfToken ?? "" }

    var page: Response {
        let title = language("我的信息", "My data")
        return visitor.page(
            title, width: .wide,
            """
            <h1>\(title)</h1>
            <p class="lead">\(language("这里列出本系统保存的关于您的全部信息：从哪里来、什么时候来的、谁看过。", "Everything that is held about you here: where it came from, when, and who saw it."))</p>
            \(HTML.linkRow([
                .link(language("谁看过我的信息", "Who looked at my data"), to: visitor.address("looks")),
                .link(language("授权代办", "Who may act for me"), to: visitor.address("mandates")),
                .link(language("实名核验", "How I was verified"), to: visitor.address("verify")),
                .link(language("下载副本（JSON）", "Take a copy (JSON)"), to: visitor.address("me/copy.json")),
                .link(language("下载副本（表格）", "Take a copy (CSV)"), to: visitor.address("me/copy.csv")),
                .link(language("一并删除", "Erase what may be erased"), to: visitor.address("me/erasure")),
            ]))\
            \(facts)\
            \(consents)\
            \(requests)
            """)
    }

    private var facts: HTML {
        let rows = data.entries.filter { $0.standing != .past }.map { entry -> [HTML] in
            let fact = entry.fact
            let element = catalog.elements[ElementCode(rawValue: fact.element)]
            let value =
                element.map { ElementControl(element: $0, catalog: catalog, language: language).text(fact.value) }
                ?? fact.value.text ?? ""
            let origin = Knowledge.Origin.fact(source: fact.source, asOf: fact.asOf.day).words(language, catalog)
            let note: HTML =
                entry.standing == .contradicts
                ? HTML.tag(language("与采用的信息不一致", "says otherwise than what counts"), .attention) : .empty
            let address =
                "me/requests/new?element=\(fact.element.queryEncoded)&source=\(fact.source.queryEncoded)&kind="
            let links = DataRequest.Kind.allCases.map { kind -> HTML in
                let label =
                    kind.name(language) + (language == .en ? ": " : "：") + (element?.label(language) ?? fact.element)
                return
                    "<a href=\"\(link: visitor.address(address + kind.rawValue))\" aria-label=\"\(label)\">\(kind.name(language))</a> "
            }
            return [
                HTML(text: element?.label(language) ?? fact.element), "\(value) \(note)", HTML(text: origin),
                fact.consent == nil
                    ? HTML(
                        text: Erasability(fact) == .erasable
                            ? language("您自己填报", "You said so") : language("部门依法办理", "By statute"))
                    : HTML(text: language("您的同意", "Your consent")),
                "\(links)",
            ]
        }
        let title = language("保存的信息", "What is held")
        return HTML.table(
            caption: title,
            columns: [
                .init(language("项目", "What")), .init(language("内容", "Value")),
                .init(language("来源和日期", "From whom, since when")),
                .init(language("依据", "Why it is held")), .init(language("行使权利", "Your rights")),
            ], rows: rows, emptyText: language("没有保存关于您的信息", "Nothing is held about you"))
    }

    private var consents: HTML {
        let said = ConsentPurpose.allCases.map { ($0.rawValue, $0.name, data.agrees(to: $0)) }
        let forms = said.map { purpose, name, isGranted -> HTML in
            .inset(
                """
                <p><strong>\(name(language))</strong> \
                \(isGranted ? HTML.tag(language("已同意", "Agreed"), .good) : HTML.tag(language("未同意", "Not agreed")))</p>
                \(Form(language: language).element(
                    to: visitor.address("me/consents"), csrf: token,
                    """
                    \(HTML.hidden("purpose", purpose))
                    \(isGranted
                        ? HTML.button(language("撤回同意", "Take it back"), .warning, name: "granted", value: "no")
                        : HTML.button(language("同意", "Agree"), .secondary, name: "granted", value: "yes"))
                    """))
                """)
        }
        return """
            <h2 id="consents">\(language("单独同意", "Consents"))</h2>
            <p>\(language("下列用途各自须经您同意，默认不同意；不同意不影响办事。撤回后，仅凭该同意保存的信息随即删除。", "Each of these needs your word and is off until you give it; refusing costs you nothing. When you take it back, what was kept under it alone is erased at once."))</p>
            \(forms)\
            \(HTML.inset(
                """
                <p><strong>\(language("把我可以享受的政策主动告诉我", "Tell me about policies I am entitled to"))</strong> \
                \(data.isToldOfOffers ? HTML.tag(language("已同意", "Agreed"), .good) : HTML.tag(language("未同意", "Not agreed")))</p>
                <p>\(HTML.link(language("在“为您找到的政策”里更改", "Change it under “Policies found for you”"), to: visitor.address("offers")))</p>
                """))
            """
    }

    private var requests: HTML {
        let rows = data.requests.map { request -> [HTML] in
            let label = catalog.elements[ElementCode(rawValue: request.element)]?.label(language) ?? request.element
            let state: HTML =
                request.answer.map { answer -> HTML in
                    let tag =
                        answer.outcome == .granted
                        ? HTML.tag(language("已同意", "Granted"), .good) : HTML.tag(language("不同意", "Refused"), .bad)
                    return "\(tag) \(Self.reason(answer.reason, language))"
                }
                ?? "\(HTML.tag(language("待答复", "Waiting"), .active)) \(language("最迟", "by ")) \(request.due.text(language))"
            return [
                HTML(text: request.askedAt.day.text(language)), HTML(text: request.kind.name(language)),
                HTML(text: label),
                HTML(text: request.text), state,
            ]
        }
        return """
            <div id="requests">\(HTML.table(
                caption: language("我的请求", "My requests"),
                columns: [
                    .init(language("日期", "Date")), .init(language("请求", "Request")), .init(language("项目", "About")),
                    .init(language("说明", "What you said")), .init(language("答复", "Answer")),
                ], rows: rows, emptyText: language("没有提出过请求", "You have asked for nothing")))</div>
            """
    }

    /// Reasons that follow from the law are kept in both languages.
    static func reason(_ reason: String, _ language: Language) -> String {
        let parts = reason.components(separatedBy: " / ")
        return parts.count == 2 ? language(parts[0], parts[1]) : reason
    }
}

/// The form for one request.
struct RequestView {
    let visitor: Visitor
    var sent: FormValues?
    var isTextMissing = false

    func page(status: HTTPResponse.Status = .ok) -> Response {
        let language = visitor.language
        let catalog = visitor.casework.shelf.current
        func value(_ name: String) -> String { sent?[name] ?? visitor.query(name) ?? "" }
        let kind = DataRequest.Kind(rawValue: value("kind")) ?? .correction
        let label = catalog.elements[ElementCode(rawValue: value("element"))]?.label(language) ?? value("element")
        var form = Form(language: language)
        if let sent { form.values = sent }
        if isTextMissing {
            form.problems.append(
                FieldProblem("text", language("请填写；更正时请填写正确的内容", "Say it; for a correction, enter the right value")))
        }
        let title = language("\(kind.name.zh)：\(label)", "Ask for \(kind.name.en): \(label)")
        let question =
            switch kind {
            case .correction: language("正确的内容是", "The right value is")
            case .objection: language("您反对什么，为什么", "What you object to, and why")
            case .deletion: language("说明", "Anything to add")
            }
        return visitor.page(
            title, back: visitor.address("me"), hasProblems: isTextMissing, status: status,
            """
            \(form.problemSummary)\
            <h1>\(title)</h1>
            <p>\(language("来源：", "Source: "))\(Knowledge.Origin.fact(source: value("source"), asOf: visitor.today).department(catalog)?.name(language) ?? language("您自己或导入的名册", "yourself, or a list"))</p>
            \(form.element(
                to: visitor.address("me/requests"), csrf: visitor.context.signedIn?.csrfToken ?? "",
                """
                \(HTML.hidden("kind", kind.rawValue))
                \(HTML.hidden("element", value("element")))
                \(HTML.hidden("source", value("source")))
                \(form.textArea("text", question, .init(isRequired: kind != .deletion), rows: 2, maximumLength: 500))\
                \(HTML.actions(.button(language("提交", "Send"), kind == .deletion ? .warning : .primary)))
                """))
            """)
    }
}
