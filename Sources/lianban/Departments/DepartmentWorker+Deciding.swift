import Catalog
import Ledger
import Vocabulary

/// What a department has to say to a message.
extension DepartmentWorker {
    /// What to say because of a message.
    func replies(
        to kind: String, _ data: JSON, id: String, number: String, attempt: Int64
    ) -> [(id: String, body: String, at: Instant)] {
        let acts: [(String, JSON)] =
            switch kind {
            case "started" where faults.reorder: [("acceptance", [:]), decision(data)]
            case "started": [("acceptance", [:])]
            case "correctionAnswered":
                [data["event"]?["acceptBy"]?.integer == nil ? decision(data) : ("acceptance", [:])]
            case "stepEntered":
                [data["event"]?["kind"]?.text == "external" ? ("step", ["opinion": "done"]) : decision(data)]
            default: []
            }
        return acts.enumerated().map { index, act in
            // Out of order: what should come last is sent first.
            let wait = faults.reorder ? Double(acts.count - index) * Double.random(in: 0.05..<0.3) : 0
            return ("\(id)-\(act.0)", reply(number, attempt, act), Instant.now.adding(microseconds: Int64(wait * 1e6)))
        }
    }

    func reply(_ number: String, _ attempt: Int64, _ act: (String, JSON)) -> String {
        JSON.members(["number": .string(number), "attempt": .integer(attempt), "act": .string(act.0), "content": act.1])
            .encodedText
    }

    func decision(_ data: JSON) -> (String, JSON) {
        if happens(faults.refuse) { return ("decision", ["decision": "refused", "reason": "不符合条件"]) }
        guard let item = catalog.items[ItemCode(rawValue: data["item"]?.text ?? "")],
            let number = try? CaseNumber(parsing: data["number"]?.text ?? ""),
            let region = try? RegionCode(parsing: data["region"]?.text ?? "")
        else { return ("decision", ["decision": "granted", "result": [:]]) }
        return (
            "decision",
            [
                "decision": "granted",
                "result": DemoResult(number: number, region: region, catalog: catalog).values(of: item).json,
            ]
        )
    }
}
