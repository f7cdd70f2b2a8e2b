import Access
import Catalog
import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Registry
import Vocabulary

/// Lists brought in with a browser (名册导入): a trial gives back the sheet of what would be refused, then the list is taken in.
struct ListDesk: Sendable {
    let site: Site

    /// The largest list that comes with a form; longer ones are for the command line, which shows how far it is.
    static let largest = 16 << 20

    func show(
        _ visitor: Visitor, sent: FormValues? = nil, problems: [FieldProblem] = [], outcome: ListImport.Outcome? = nil
    ) throws -> Response {
        _ = try visitor.administrator(.importLists)
        let language = visitor.language
        var form = Form(language: language, problems: problems)
        if let sent { form.values = sent }
        let title = language("名册导入", "Bring a list in")
        let banner = outcome.map { outcome in
            HTML.banner(
                outcome.refused == 0 ? .good : .attention,
                title: language(
                    "读 \(outcome.read) 行，收 \(outcome.written) 行，退 \(outcome.refused) 行，以前已收 \(outcome.skipped) 行",
                    "\(outcome.read) rows read, \(outcome.written) taken in, \(outcome.refused) refused, \(outcome.skipped) already in"
                ))
        }
        return visitor.page(
            title, back: visitor.address("admin"), banner: banner, hasProblems: !problems.isEmpty,
            status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(form.problemSummary)\
            <h1>\(title)</h1>
            <p>\(language("先试查：下载退回表，逐行写明原因。确认后再导入；中断后用同一名册再次导入，会从中断处继续。", "Try first: you get a sheet with the reason for every row that would be refused. Then bring it in; after an interruption, send the same list again and it goes on where it stopped."))</p>
            \(form.element(
                to: visitor.address("admin/lists"), csrf: visitor.context.signedIn?.csrfToken ?? "", isMultipart: true,
                """
                \(form.file("list", language("名册（CSV 或 XLSX）", "The list (CSV or XLSX)"), accepted: [".csv", ".xlsx"]))\
                \(form.textArea("mapping", language("对应表（JSON）", "What its columns mean (JSON)"), .hint(Self.example(language)), rows: 6, maximumLength: 8_000))\
                \(HTML.actions(
                    .button(language("试查，下载退回表", "Try it, download what is refused"), .secondary, name: "act", value: "try"),
                    .button(language("导入", "Bring it in"), .primary, name: "act", value: "import")))
                """))
            """)
    }

    private static func example(_ language: Language) -> String {
        let (number, name) = (language("身份证号", "Number"), language("姓名", "Name"))
        return
            #"{"kind": "person", "source": "import:street-2026", "asOf": "2026-01-05", "number": "\#(number)", "columns": {"\#(name)": "full_name"}}"#
    }

    func take(_ visitor: Visitor) async throws -> Response {
        let administrator = try visitor.administrator(.importLists)
        let language = visitor.language
        var limits = FormLimits.files(upTo: Self.largest)
        limits.file = limits.body
        let sent = try await visitor.form(limits: limits)
        var problems: [FieldProblem] = []
        let file = sent.file("list").flatMap { $0.bytes.isEmpty ? nil : $0 }
        if file == nil { problems.append(FieldProblem("list", language("请选择名册", "Choose the list"))) }
        var mapping: ListMapping?
        do {
            mapping = try ListMapping(parsing: sent["mapping"] ?? "")
        } catch {
            problems.append(FieldProblem("mapping", language("对应表有误：", "The mapping is wrong: ") + "\(error)"))
        }
        guard let file, let mapping, problems.isEmpty else { return try show(visitor, sent: sent, problems: problems) }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lianban-list-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let (list, sheet) = (
            folder.appendingPathComponent("list").path, folder.appendingPathComponent("errors.csv").path
        )
        try Data(file.bytes).write(to: URL(fileURLWithPath: list))
        let isTrial = sent["act"] != "import"
        let run = ListImport(
            store: visitor.casework.store, register: visitor.casework.register, mapping: mapping,
            catalog: visitor.casework.shelf.current)
        do {
            let outcome = try await run.run(list, isDryRun: isTrial, errors: sheet, at: visitor.now)
            try await site.accounts.note(.importLists, by: administrator.account, on: mapping.source, at: visitor.now)
            guard isTrial else { return try show(visitor, outcome: outcome) }
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
                    .contentDisposition: "attachment; filename=\"refused.csv\"",
                ], body: .init(byteBuffer: ByteBuffer(bytes: try Data(contentsOf: URL(fileURLWithPath: sheet)))))
        } catch let hostile as HostileFile {
            let told = FieldProblem("list", language("这个文件不能读取：", "This file is not read: ") + "\(hostile)")
            return try show(visitor, sent: sent, problems: [told])
        }
    }
}

extension ListImport {
    /// Takes a list in as the catalog reads its values.
    public init(store: any Store, register: Register, mapping: ListMapping, catalog: Catalog) {
        self.init(store: store, register: register, mapping: mapping) { element, text throws(RowFlaw) in
            guard let known = catalog.elements[ElementCode(rawValue: element)] else {
                throw RowFlaw(
                    code: "element", message: .init("目录中没有数据元“\(element)”", "the catalog has no element “\(element)”"))
            }
            do throws(AnswerRefused) {
                return try catalog.read(.string(text), as: known)
            } catch {
                throw RowFlaw(code: "value", message: error.message)
            }
        }
    }
}
