import Vocabulary

extension CheckRule {
    /// The stages of an item, and how they fit its limit.
    static let flow: [CheckRule] = [
        CheckRule("flow-shape", "流程先受理，恰有一次决定", "A flow begins with acceptance and decides exactly once") { inspector in
            for (entry, item) in inspector.items.map(\.pair) {
                if item.flow.first?.kind != .accept {
                    inspector.report(at: "\(entry)/flow", "流程须从受理开始", "the flow must begin with acceptance")
                }
                if item.flow.count(where: { $0.kind == .accept }) > 1 {
                    inspector.report(at: "\(entry)/flow", "流程只能受理一次", "the flow accepts more than once")
                }
                guard item.flow.count(where: { $0.kind == .decide }) == 1,
                    let decision = item.flow.firstIndex(where: { $0.kind == .decide })
                else {
                    inspector.report(at: "\(entry)/flow", "流程须恰有一个决定环节", "the flow must have exactly one decision")
                    continue
                }
                for (index, stage) in item.flow.enumerated() where stage.kind == .issue && index < decision {
                    inspector.report(
                        at: "\(entry)/flow/\(index + 1)", "“\(stage.name.zh)”在决定之前",
                        "“\(stage.name.en)” comes before the decision")
                }
                if item.flow[decision].when != nil {
                    inspector.report(
                        at: "\(entry)/flow/\(decision + 1)/when", "决定环节不能跳过", "the decision cannot be skipped")
                }
            }
        },
        CheckRule("stage-codes", "环节代码不重复", "Stages have different codes") { inspector in
            for (entry, item) in inspector.items.map(\.pair) {
                var seen: Set<StageCode> = []
                for (index, stage) in item.flow.enumerated() where !seen.insert(stage.code).inserted {
                    inspector.report(
                        at: "\(entry)/flow/\(index + 1)/code", "环节“\(stage.code)”重复",
                        "the stage “\(stage.code)” appears twice")
                }
            }
        },
        CheckRule("special-outside-clock", "公示和外部环节不计入时限", "Publicity and outside work stop the clock") { inspector in
            for (entry, item) in inspector.items.map(\.pair) {
                for (index, stage) in item.flow.enumerated()
                where stage.clockRuns && (stage.kind == .publicize || stage.kind == .external) {
                    inspector.report(
                        at: "\(entry)/flow/\(index + 1)/clockRuns", "“\(stage.name.zh)”不应计时",
                        "the clock must not run during “\(stage.name.en)”")
                }
                for (index, stage) in item.flow.enumerated() where stage.kind == .publicize && stage.limit == nil {
                    inspector.report(
                        at: "\(entry)/flow/\(index + 1)", "公示须有期限", "publicity needs a length")
                }
            }
        },
        CheckRule("stages-within-promise", "计时环节之和不超过承诺时限", "Timed stages fit into the promised limit") {
            inspector in
            for (entry, item) in inspector.items.map(\.pair) {
                let timed = item.flow.filter { $0.clockRuns && $0.kind != .issue }.compactMap(\.limit)
                let sum = timed.reduce(0) { $0 + ($1.unit == .workingDays ? $1.count * 7 : $1.count * 5) }
                let whole = item.promisedLimit
                if sum > (whole.unit == .workingDays ? whole.count * 7 : whole.count * 5) {
                    inspector.report(
                        at: "\(entry)/flow", "各环节时限之和超过承诺的\(whole.text.zh)",
                        "the stages together take longer than the promised \(whole.text.en)")
                }
            }
        },
        CheckRule("thresholds", "红牌不早于黄牌，且在时限之内", "Red comes after yellow, and both within the limit") { inspector in
            for (entry, item) in inspector.items.map(\.pair) {
                let days = item.thresholds
                if days.red < 0 || days.red > days.yellow {
                    inspector.report(
                        at: "\(entry)/thresholds", "红牌 \(days.red) 日早于黄牌 \(days.yellow) 日",
                        "red at \(days.red) days comes before yellow at \(days.yellow)")
                }
            }
        },
    ]
}
