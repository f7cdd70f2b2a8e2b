import Cases
import Catalog
import Documents
import Hummingbird
import Vocabulary

/// What a bundle joins, for whom, how long, how much, and on what basis.
struct BundlePage: Sendable {
    func add(to routes: VisitorRoutes) {
        routes.get("bundles/:bundle") { visitor in
            let catalog = visitor.casework.shelf.current
            return BundleView(bundle: try visitor.bundle(), catalog: catalog, visitor: visitor).page()
        }
    }
}

private struct BundleView {
    let bundle: Bundle
    let catalog: Catalog
    let visitor: Visitor

    private var language: Language { visitor.language }
    private var items: [Item] { bundle.items.compactMap { catalog.items[$0.item] } }

    private var departments: [(department: Department, items: [Item])] {
        var order: [DepartmentCode] = []
        for item in items where !order.contains(item.department) { order.append(item.department) }
        return order.compactMap { code in
            catalog.departments[code].map { ($0, items.filter { $0.department == code }) }
        }
    }

    func page() -> Response {
        let start = visitor.address("bundles/\(bundle.code)/guide")
        return visitor.page(
            bundle.name(language), back: "/\(language.rawValue)", width: .wide,
            """
            <h1>\(bundle.name.html(language))</h1>
            <p class="lead">\(bundle.summary.html(language))</p>
            \(HTML.actions(.buttonLink(language("开始办理", "Start"), to: start)))\
            <p class="hint">\(language("先回答几个问题，看看哪些事项适合您；这一步不用登录。", "First a few questions show which items fit; you need not sign in for that."))</p>
            \(burden)\
            \(HTML.summaryList(
                [
                    .init(language("给谁办", "For whom"), HTML(text: bundle.audience.map { $0.label(language) }.joined(separator: language("、", ", ")))),
                    .init(language("收费", "Fees"), fees),
                    .init(language("要跑几趟", "Visits"), visits),
                    .init(language("在哪里办", "Where"), HTML(text: channels)),
                    .init(language("牵头部门", "Lead department"), catalog.departments[bundle.leadDepartment]?.name.html(language) ?? .empty),
                ], language))\
            <h2>\(language("联办的 \(items.count) 个事项", "The \(items.count) items"))</h2>
            \(departments.map { table($0.department, $0.items) })\
            <h2>\(language("材料", "Materials"))</h2>
            <p>\(language("要交哪些材料，取决于您的情况，回答几个问题后会准确列出。下面是可能用到的全部材料。", "What you need depends on your situation; the questions lead to the exact list. These are all that may be needed."))</p>
            \(materials)\
            \(basis)\
            \(HTML.actions(.buttonLink(language("开始办理", "Start"), to: start)))
            """)
    }

    // MARK: - Burden

    private var burden: HTML? {
        guard let report = catalog.burden(of: bundle.code),
            let scene = bundle.scenes.first(where: { $0.code == report.scene }) ?? bundle.scenes.first
        else { return nil }
        let measures: [(label: Bilingual, before: Int, after: Int)] = [
            (Bilingual("办理环节（个）", "Steps"), report.before.steps, report.after.steps),
            (Bilingual("办理时间（工作日）", "Working days"), report.before.days, report.after.days),
            (Bilingual("提交材料（份）", "Materials"), report.before.materials, report.after.materials),
            (Bilingual("到场次数（次）", "Visits"), report.before.visits, report.after.visits),
            (Bilingual("填写项目（项）", "Fields to fill in"), report.before.fields, report.after.fields),
        ]
        return """
            <h2>\(language("联办少跑多少", "What handling them jointly saves"))</h2>
            <ul class="measures">
            \(measures.map { measure -> HTML in
                """
                <li><span>\(measure.label(language))</span> \
                <b><span class="unseen">\(language("从", "from"))</span> \(measure.before) \
                <span aria-hidden="true">→</span><span class="unseen">\(language("到", "to"))</span> \(measure.after)</b></li>

                """
            })\
            </ul>
            <p class="hint">\(language("按“\(scene.name.zh)”办理 \(report.items.count) 个事项计算：左边是分别去办，右边是一次联办。", "Computed for “\(scene.name.en)” with \(report.items.count) items: one by one on the left, jointly on the right."))</p>
            """
    }

    // MARK: - Particulars

    private var fees: HTML {
        let charged = items.filter { $0.fee.charged }
        guard !charged.isEmpty else { return HTML(text: language("不收费", "Free of charge")) }
        return charged.map { item -> HTML in
            let charges = item.fee.charges.map { "\($0.name(language)) ¥\($0.amount)" }.joined(
                separator: language("、", ", "))
            return "\(item.name.html(language))：\(charges)"
        }.joined(separator: "<br>")
    }

    private var visits: HTML {
        let needed = items.filter { $0.visits > 0 }
        guard !needed.isEmpty else { return HTML(text: language("一次都不用跑", "None")) }
        return needed.map { item -> HTML in
            let why = item.service.visitReason.map { language("：", ": ") + $0(language) } ?? ""
            return
                "\(item.name.html(language)) \(language("\(item.visits) 次", item.visits == 1 ? "once" : "\(item.visits) times"))\(why)"
        }.joined(separator: "<br>")
    }

    private var channels: String {
        let known: [(Channel, Bilingual)] = [
            (.online, Bilingual("网上", "online")), (.counter, Bilingual("窗口", "at a counter")),
            (.selfService, Bilingual("自助终端", "at a terminal")), (.station, Bilingual("就业服务站点", "at a service station")),
            (.express, Bilingual("邮寄", "by post")),
        ]
        return known.filter { channel, _ in items.contains { $0.channels.contains(channel) } }.map { $0.1(language) }
            .joined(separator: language("、", ", "))
    }

    private func table(_ department: Department, _ items: [Item]) -> HTML {
        let phones = [
            department.phone.map { language("咨询 \($0)", "enquiries \($0)") },
            department.complaintPhone.map { language("投诉 \($0)", "complaints \($0)") },
        ].compactMap { $0 }.joined(separator: language("，", ", "))
        let rows = items.map { item -> [HTML] in
            [
                "\(item.name.html(language))<p class=\"hint\">\(item.summary.html(language))</p>",
                HTML(text: item.promisedLimit.text(language)), HTML(text: item.legalLimit.text(language)),
                item.result.name.html(language),
            ]
        }
        return HTML.table(
            caption: department.name(language) + (phones.isEmpty ? "" : language("（\(phones)）", " (\(phones))")),
            columns: [
                .init(language("事项", "Item")), .init(language("承诺时限", "Promised")), .init(language("法定时限", "By law")),
                .init(language("办理结果", "Result")),
            ], rows: rows, emptyText: "—")
    }

    /// Every material that some item may need, and the ways in which it is obtained.
    private var materials: HTML {
        var order: [MaterialCode] = []
        var uses: [MaterialCode: [MaterialUse]] = [:]
        for use in items.flatMap(\.materials) {
            if uses[use.material] == nil { order.append(use.material) }
            uses[use.material, default: []].append(use)
        }
        let entries = order.map { code -> HTML.SummaryEntry in
            var ways: [String] = []
            for use in uses[code] ?? [] {
                let way = MaterialsView.provider(use.source, catalog, language)
                if !ways.contains(way) { ways.append(way) }
            }
            let isConditional = uses[code]?.allSatisfy { $0.shown != nil } == true
            return .init(
                catalog.materials[code]?.name(language) ?? code.rawValue,
                HTML(text: ways.joined(separator: language("，或", ", or "))),
                source: isConditional ? language("只在某些情形需要", "Only in some situations") : nil)
        }
        return HTML.summaryList(entries, language)
    }

    // MARK: - Legal basis

    private var basis: HTML {
        func lines(_ sources: [Source]) -> HTML {
            sources.map { source -> HTML in
                let words: HTML = "<cite lang=\"zh-CN\">\(source.citation)</cite>"
                return
                    "<li>\(source.url.map { url -> HTML in "<a href=\"\(link: url)\">\(words)</a>" } ?? words)\(source.reliance(language))</li>\n"
            }.joined()
        }
        return """
            <h2>\(language("依据", "Legal basis"))</h2>
            <ul>
            \(lines(bundle.basis))</ul>
            \(HTML.details(
                language("各事项的依据", "Basis of each item"),
                items.map { item -> HTML in "<h3>\(item.name.html(language))</h3>\n<ul>\n\(lines(item.basis))</ul>\n" }.joined()))
            """
    }
}

extension Audience {
    var label: Bilingual {
        switch self {
        case .person: Bilingual("个人", "People")
        case .enterprise: Bilingual("企业", "Companies")
        case .institution: Bilingual("事业单位", "Public institutions")
        case .association: Bilingual("社会组织", "Associations")
        case .unincorporated: Bilingual("非法人企业", "Unincorporated businesses")
        case .organ: Bilingual("行政机关", "Public bodies")
        case .others: Bilingual("其他组织", "Others")
        }
    }
}
