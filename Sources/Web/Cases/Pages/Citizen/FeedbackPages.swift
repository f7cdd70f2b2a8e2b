import Cases
import Documents
import Ledger
import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary

/// The one feedback as a page and as a PDF, and its public verification.
struct FeedbackPages: Sendable {
    func add(to routes: VisitorRoutes) {
        routes.get("applications/:number/feedback") { try await page($0) }
        routes.get("applications/:number/feedback.pdf") { try await pdf($0) }
        routes.get("v") { check($0, token: nil) }
        routes.get("v/:token") { try await verification($0) }
        // The address in QR codes has no language; the browser says which it wants.
        routes.router.get("v/:token") { [site = routes.site] request, context in
            let language = Language(preferred: request.headers[.acceptLanguage])
            return await Visitor(site: site, request: request, context: context, language: language).run { visitor in
                try await verification(visitor)
            }
        }
    }

    private func sheet(_ visitor: Visitor, _ story: CaseStory) async throws -> FeedbackSheet {
        let builder = FeedbackBuilder(casework: visitor.casework, publicAddress: visitor.site.publicAddress)
        guard let sheet = try await builder.sheet(of: story.application) else {
            throw Told(409, "feedbackNotIssued", "还有事项没有办结，结果告知单还没有出", "the notice comes when the last item ends")
        }
        return sheet
    }

    private func page(_ visitor: Visitor) async throws -> Response {
        let story = try await CaseStory.of(visitor)
        let language = visitor.language
        let sheet = try await sheet(visitor, story)
        return visitor.page(
            language("结果告知单", "Notice of results"), back: visitor.address(story.address), width: .wide,
            """
            \(sheet.html(language))
            \(HTML.actions(
                .buttonLink(language("下载 PDF", "Download PDF"), to: visitor.address("\(story.address)/feedback.pdf"), .secondary),
                story.application.rating == nil
                    ? .link(language("评价这次服务", "Rate this service"), to: visitor.address("\(story.address)/rating")) : .empty))
            """)
    }

    private func pdf(_ visitor: Visitor) async throws -> Response {
        let story = try await CaseStory.of(visitor)
        let bytes = try await sheet(visitor, story).pdf(visitor.language)
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/pdf", .cacheControl: "no-store",
                .contentDisposition: "inline; filename=\"\(story.application.number).pdf\"",
            ], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    // MARK: - Verification

    /// Asks for the code under the QR symbol.
    private func check(_ visitor: Visitor, token: String?) -> Response {
        let language = visitor.language
        let title = language("核验结果告知单", "Check a notice of results")
        if let token = visitor.query("token") { return visitor.go(to: "v/\(token.queryEncoded)") }
        let form = Form(language: language)
        return visitor.page(
            title,
            """
            <h1>\(title)</h1>
            <p>\(language("用手机相机扫描告知单上的二维码，或在这里填写告知单末尾网址里的核验码。", "Scan the code on the notice with a phone camera, or type the code from the address at its end."))</p>
            <form class="form" method="get" action="\(link: visitor.address("v"))">
            \(form.text("token", language("核验码", "Code"), .plain, .hint(language("网址里 /v/ 后面的字母和数字", "The letters and digits after /v/")), width: 34, maximumLength: 64))\
            \(HTML.actions(.button(language("核验", "Check"))))
            </form>
            """)
    }

    private func verification(_ visitor: Visitor) async throws -> Response {
        let language = visitor.language
        let token = try visitor.part("token")
        let builder = FeedbackBuilder(casework: visitor.casework, publicAddress: visitor.site.publicAddress)
        guard let application = try await visitor.casework.verify(token: token),
            let sheet = try await builder.sheet(of: application)
        else { return unknown(visitor) }
        let standing: (tone: Tone, title: String, text: String)
        switch sheet.revision {
        case .original:
            standing = (
                .good, language("有效", "Valid"),
                language("这份告知单真实有效，没有更正过。", "This notice is genuine and has not been corrected.")
            )
        case .corrected(let number, let because):
            let day = sheet.issued.day
            standing = (
                .attention, language("有效，已更正", "Valid, corrected"),
                language(
                    "现行的是第 \(number + 1) 版（\(day.text(.zh))），请以这一版为准。更正原因：\(because.zh)。",
                    "Edition \(number + 1) of \(day.text(.en)) is the one that counts. Reason: \(because.en).")
            )
        case .revoked(let at, let because):
            standing = (
                .bad, language("已撤销", "Revoked"),
                language(
                    "这份告知单自\(at.day.text(.zh))起无效。原因：\(because.zh)。",
                    "Not valid since \(at.day.text(.en)). Reason: \(because.en).")
            )
        }
        let rows = sheet.items.map { item -> [HTML] in
            [
                item.name.html(language), item.department.html(language), HTML(text: item.outcome.label(language)),
                HTML(text: item.decided?.text(language) ?? "—"),
            ]
        }
        let recorded = recordedText(try await visitor.casework.recorded(token: token), language)
        let title = language("核验结果", "Verification")
        return visitor.page(
            title,
            """
            <h1>\(title)</h1>
            \(HTML.banner(standing.tone, title: standing.title, "<p>\(standing.text)</p>"))\
            \(HTML.summaryList(
                [
                    .init(language("办理事项", "Service"), sheet.bundle.html(language)),
                    .init(language("办件编号", "Case number"), sheet.number.html),
                    .init(language("申请人", "Applicant"), HTML(text: sheet.applicant.maskedName)),
                    .init(language("告知时间", "Issued"), HTML(text: sheet.issued.text(language))),
                    .init(language("出具单位", "Issued by"), sheet.issuer.html(language)),
                    .init(language("存证", "In the history"), HTML(text: recorded)),
                ], language))\
            \(HTML.table(
                caption: language("各事项结果", "Outcomes"),
                columns: [
                    .init(language("事项", "Item")), .init(language("部门", "Department")), .init(language("结果", "Outcome")),
                    .init(language("办结日期", "Decided")),
                ], rows: rows, emptyText: "—"))\
            <p class="hint">\(language("请与纸面或 PDF 上的编号、姓名逐项核对。本页不显示其他个人信息。", "Compare the number and the name with the notice in your hands. This page shows no other personal data."))</p>
            """)
    }

    /// Where the notice stands in the history that cannot be rewritten (RFC 6962), after its proof has been checked.
    private func recordedText(_ proof: AuditProof?, _ language: Language) -> String {
        guard let proof else {
            return language("尚未写入签名存证点，请一分钟后再查。", "Not yet under a signed checkpoint; look again in a minute.")
        }
        guard proof.holds else {
            return language(
                "存证与记录不符，请勿采信并联系出具单位。", "The history does not match: do not rely on this notice, and tell the issuer.")
        }
        let at = proof.checkpoint.at.text(language)
        return language(
            "记录于历史第 \(proof.position + 1) 条，存证点 \(at)（共 \(proof.checkpoint.size) 条）",
            "Recorded in history at position \(proof.position + 1), under the checkpoint of \(at) over \(proof.checkpoint.size) entries"
        )
    }

    private func unknown(_ visitor: Visitor) -> Response {
        let language = visitor.language
        let title = language("查不到这份告知单", "No such notice")
        return visitor.page(
            title, status: .notFound,
            """
            <h1>\(title)</h1>
            \(HTML.banner(
                .bad, title: language("没有对应的告知单", "Nothing matches this code"),
                "<p>\(language("请检查核验码是否抄写完整。如果是扫码得到的网址，这份告知单可能不是本系统出具的，请不要采信。", "Check that the code is complete. If it came from a scanned symbol, the notice may not come from this service: do not rely on it."))</p>"))\
            <p>\(HTML.link(language("重新输入核验码", "Try another code"), to: visitor.address("v")))</p>
            """)
    }
}

extension Language {
    /// The language that a browser prefers (RFC 9110, `Accept-Language`); Chinese when it says nothing we speak.
    init(preferred header: String?) {
        var best: (language: Language, weight: Double)?
        for entry in (header ?? "").lowercased().split(separator: ",") {
            let parts = entry.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
            guard let tag = parts.first, let language = Language(rawValue: String(tag.prefix { $0 != "-" })) else {
                continue
            }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            if weight > best?.weight ?? 0 { best = (language, weight) }
        }
        self = best?.language ?? .zh
    }
}
