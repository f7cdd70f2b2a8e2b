import Access
import Catalog
import Documents
import HTTPTypes
import Hummingbird
import NIOCore
import Registry
import Synchronization
import Vocabulary

/// The register as a sheet (名册导出): masked, for a purpose that is written down, streamed as it is read.
struct ExportDesk: Sendable {
    let site: Site
    let turn: ExportTurn

    /// What is ticked at first.
    private static let first: FormValues = {
        var values = FormValues(["kind": Subject.Kind.person.rawValue])
        for element in ["full_name", "citizen_id", "phone", "registered_region", "education"] {
            values.append("elements", element)
        }
        return values
    }()

    func show(_ visitor: Visitor, sent: FormValues? = nil, problems: [FieldProblem] = []) throws -> Response {
        _ = try visitor.administrator(.exportLists)
        let language = visitor.language
        var form = Form(language: language, problems: problems)
        form.values = sent ?? Self.first
        let title = language("名册导出", "The register as a sheet")
        return visitor.page(
            title, back: visitor.address("admin"), hasProblems: !problems.isEmpty,
            status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(form.problemSummary)\
            <h1>\(title)</h1>
            <p>\(language("写出今天为准的信息，证件、电话、住址和姓名部分隐去。谁在何时为何导出了什么，都会登记，由审计管理员查看。", "What counts today, with numbers, telephones, addresses and names in part. Who took what, when and why is written down for the audit administrator."))</p>
            <p class="hint">\(language("内容边读边传；下载中断就不完整，请重新导出。表格末行是总行数。", "It is sent as it is read; an interrupted download is incomplete: start again. The last line says how many rows there are."))</p>
            \(form.element(
                to: visitor.address("admin/export"), csrf: visitor.context.signedIn?.csrfToken ?? "",
                """
                \(form.radios("kind", language("哪一类", "Of which kind"), Subject.Kind.allCases.map { .init($0.rawValue, $0.name(language)) }))\
                \(form.checkboxes("elements", language("哪些信息", "Which of the elements"), choices(visitor)))\
                \(form.text(
                    "others", language("其他数据元", "Other elements"), .plain,
                    .init(hint: language("目录中的代码，用逗号分开", "Codes of the catalog, separated by commas"), isRequired: false),
                    autocomplete: "off", maximumLength: 500))\
                \(form.select("purpose", language("用途", "Purpose"), Purpose.allCases.map { .init($0.rawValue, $0.name(language)) }))\
                \(form.text("reason", language("具体说明", "What exactly for"), .plain, autocomplete: "off", maximumLength: 200))\
                \(HTML.actions(.button(language("下载", "Download"))))
                """))
            """)
    }

    private func choices(_ visitor: Visitor) -> [Form.Choice] {
        let catalog = visitor.casework.shelf.current
        let usual = Self.first.all("elements").compactMap { catalog.elements[ElementCode(rawValue: $0)] }
        let identity = usual.first?.section
        let others = catalog.elements.filter { element in
            element.derived == nil && element.section == identity && !usual.contains { $0.code == element.code }
        }
        return (usual + others).map { Form.Choice($0.code.rawValue, $0.label(visitor.language)) }
    }

    func download(_ visitor: Visitor) async throws -> Response {
        let administrator = try visitor.administrator(.exportLists)
        let sent = try await visitor.form()
        let language = visitor.language
        let catalog = visitor.casework.shelf.current
        var problems: [FieldProblem] = []
        let kind = sent["kind"].flatMap { Subject.Kind(rawValue: $0) }
        if kind == nil { problems.append(FieldProblem("kind", language("请选择哪一类", "Choose a kind"))) }
        let others = (sent.text("others") ?? "").split { $0 == "," || $0 == "，" || $0.isWhitespace }.map(String.init)
        let wanted = Set(sent.all("elements") + others)
        let names = catalog.elements.filter { $0.derived == nil && wanted.contains($0.code.rawValue) }
        let known = Set(names.map(\.code.rawValue))
        if let strange = others.first(where: { !known.contains($0) }) {
            let shown = String(strange.prefix(64))
            problems.append(
                FieldProblem("others", language("目录中没有数据元“\(shown)”", "The catalog has no element “\(shown)”")))
        } else if names.isEmpty || known != wanted {
            problems.append(FieldProblem("elements", language("请选择要导出的信息", "Choose what you need")))
        }
        let purpose = sent["purpose"].flatMap { Purpose(rawValue: $0) }
        if purpose == nil { problems.append(FieldProblem("purpose", language("请选择用途", "Choose a purpose"))) }
        let reason = sent.text("reason") ?? ""
        if reason.isEmpty {
            problems.append(FieldProblem("reason", language("请说明具体用途", "Say what exactly it is for")))
        }
        guard let kind, let purpose, problems.isEmpty else { return try show(visitor, sent: sent, problems: problems) }
        guard let ticket = turn.begin() else {
            throw Told(429, "exportRunning", "另一个导出正在进行，请稍后再试", "another export is running; try again later")
        }
        let codes = names.map(\.code.rawValue)
        let what = "\(kind.rawValue): \(codes.joined(separator: " ")) (\(purpose.rawValue): \(reason.prefix(200)))"
        // Nothing leaves before it is written down.
        try await site.accounts.note(.exportLists, by: administrator.account, on: what, at: visitor.now)
        let byCode = Dictionary(uniqueKeysWithValues: names.map { ($0.code.rawValue, $0) })
        let register = visitor.casework.register
        let export = ListExport(
            store: visitor.casework.store, precedence: register.precedence, seals: register.seals, elements: codes
        ) { element, value in byCode[element]?.masked(value) ?? "" }
        let day = visitor.today
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"\(kind.rawValue)-\(day).csv\"",
            ],
            body: ResponseBody { writer in
                defer { withExtendedLifetime(ticket) {} }
                // A failure ends the transfer without its end mark, so that nobody takes a part for the whole.
                let written = try await export.run(kind, on: day) { try await writer.write(ByteBuffer(bytes: $0)) }
                try await writer.write(ByteBuffer(string: "# \(written)\n"))
                try await writer.finish(nil)
            })
    }
}

/// One export at a time on a node: each reads the whole register.
final class ExportTurn: Sendable {
    private let isTaken = Mutex(false)

    /// The turn, until the ticket is let go, however the answer ends; nil while another has it.
    func begin() -> Ticket? {
        let isFree = isTaken.withLock { isTaken in
            defer { isTaken = true }
            return !isTaken
        }
        return isFree ? Ticket(self) : nil
    }

    final class Ticket: Sendable {
        private let turn: ExportTurn

        fileprivate init(_ turn: ExportTurn) { self.turn = turn }

        deinit { turn.isTaken.withLock { $0 = false } }
    }
}

extension Subject.Kind {
    fileprivate func name(_ language: Language) -> String {
        switch self {
        case .person: language("个人", "People")
        case .organisation: language("单位", "Organisations")
        case .site: language("场所", "Sites")
        }
    }
}
