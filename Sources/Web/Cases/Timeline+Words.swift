import Cases
import Vocabulary

extension TimelineEntry {
    /// What happened, in a few words.
    public func words(_ language: Language) -> String { label(language) }

    private var label: Bilingual {
        switch event {
        case .submitted(let submission):
            Bilingual("提交申请（\(submission.items.count)个事项）", "submitted (\(submission.items.count) items)")
        case .started(_, _, let fed):
            fed.isEmpty
                ? Bilingual("转送部门", "handed to the department")
                : Bilingual("转送部门，前置结果已带入表单", "handed to the department, with the earlier result filled in")
        case .notReached: Bilingual("前置事项未通过，不再办理", "not reached")
        case .correctionAsked: Bilingual("一次告知补正", "asked once for what is missing")
        case .correctionAnswered: Bilingual("已补正", "answered")
        case .accepted(_, let acceptance):
            acceptance.isDeemed ? Bilingual("逾期未告知，视为受理", "deemed accepted") : Bilingual("受理", "accepted")
        case .declined: Bilingual("不予受理", "not accepted")
        case .stepEntered(_, _, let kind, _, let until, _):
            switch kind {
            case .publicize:
                Bilingual("开始公示，至\(until?.description ?? "")", "publicised until \(until?.description ?? "")")
            case .external: Bilingual("转外部机构办理，时限暂停", "with another body; the clock pauses")
            case .accept, .review: Bilingual("进入审核", "under review")
            case .decide: Bilingual("进入决定", "for decision")
            case .issue: Bilingual("制发结果", "result being issued")
            }
        case .approved(_, _, let isDecided):
            isDecided ? Bilingual("作出准予决定", "approved") : Bilingual("审核通过", "review passed")
        case .objected: Bilingual("公示期收到异议", "an objection was raised")
        case .supplied: Bilingual("容缺材料已补齐", "the missing material arrived")
        case .toleranceLapsed: Bilingual("容缺材料逾期", "a material did not arrive in time")
        case .granted: Bilingual("办结：准予", "granted")
        case .refused: Bilingual("办结：不予批准", "refused")
        case .withdrawn: Bilingual("撤回", "withdrawn")
        case .terminated: Bilingual("终止办理", "terminated")
        case .warned(_, let warning, _):
            warning == .red ? Bilingual("红牌：已超期", "red: overdue") : Bilingual("黄牌：即将到期", "yellow: due soon")
        case .commitmentChecked(_, let isHonest, _):
            isHonest ? Bilingual("承诺核查属实", "the statement was true") : Bilingual("承诺不实", "the statement was false")
        case .commitmentCheckDue: Bilingual("应核查承诺", "the statement is to be checked")
        case .reviewAsked: Bilingual("申请复核", "review asked for")
        case .reviewAnswered(_, let isReopened, _, _):
            isReopened ? Bilingual("复核：重新办理", "taken up again after review") : Bilingual("复核：维持", "upheld after review")
        case .resultCorrected: Bilingual("结果更正", "result corrected")
        case .resultRevoked: Bilingual("结果撤销", "result revoked")
        case .answered: Bilingual("一次反馈：结果告知单", "the one feedback")
        case .feedbackRevised(let revision): Bilingual("告知单第\(revision)版", "feedback, edition \(revision)")
        case .claimed: Bilingual("本人认领代办的申请", "the applicant took it on as theirs")
        case .rated(let grade, _): Bilingual("好差评：\(grade.rawValue)分", "rated \(grade.rawValue)")
        }
    }
}
