import Catalog
import Documents
import Eligibility
import Hummingbird
import Vocabulary

/// The policy finder (政策找人的另一半：人找政策): a few questions, and then what one is entitled to, and why.
struct PolicyPages: Sendable {
    func add(to routes: VisitorRoutes) {
        routes.get("policies") { visitor in
            let visit = try await FinderVisit(visitor)
            return list(visit)
        }
        routes.get("policies/:policy") { visitor in
            let code = PolicyCode(try visitor.part("policy"))
            let visit = try await FinderVisit(visitor, only: [code])
            guard let finding = visit.search.findings.first else {
                throw Told(404, "noSuchPolicy", "没有这项政策，或现在不在有效期", "there is no such policy, or it is not in force now")
            }
            return PolicyView(visit: visit, finding: finding).page()
        }
    }

    private func list(_ visit: FinderVisit) -> Response {
        let language = visit.language
        let title = language("我能享受哪些政策？", "What am I entitled to?")
        let findings = FindingsView(visit: visit)
        let questions = FinderQuestions(visit: visit, path: "policies")
        return visit.visitor.page(
            title, back: "/\(language.rawValue)", hasProblems: !visit.answers.problems.isEmpty,
            """
            <h1>\(title)</h1>
            \(questions.isBegun ? .empty : "<p class=\"lead\">\(language("回答几个问题，就知道能享受哪些政策、多少钱、依据是什么。不用登录，回答不会被保存。", "A few questions show what you are entitled to, how much, and on what basis. You need not sign in, and nothing is stored."))</p>\n")\
            \(questions.form)\
            \(findings.sections)\
            \(questions.summary)\
            <p>\(visit.isForEmployers
                ? HTML.link(language("我为自己查", "I look for myself"), to: visit.visitor.address("policies"))
                : HTML.link(language("我为用人单位查", "I look for an employer"), to: visit.visitor.address("policies?for=enterprise")))</p>
            """)
    }
}
