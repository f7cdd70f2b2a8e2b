import Vocabulary

/// The words of the sheet, shared by page and PDF.
extension FeedbackSheet {
    static let title = Bilingual(zh: "办件结果一次告知单", en: "Single notice of all results")

    /// One sentence that says how the application ended.
    func summary(_ language: Language) -> String {
        let count = items.count
        if items.allSatisfy({ $0.outcome == .granted }) {
            return language(
                "您申请的 \(count) 个事项全部准予办理", count == 1 ? "Your item was granted" : "All \(count) items were granted")
        }
        return language(
            "您申请的 \(count) 个事项已全部办结",
            count == 1 ? "Your item has been concluded" : "All \(count) items have been concluded")
    }

    /// The particulars at the head of the sheet.
    func particulars(_ language: Language) -> [(label: String, value: String)] {
        [
            (language("申请人", "Applicant"), applicant.maskedName),
            (language("证件号码", "Identity number"), applicant.maskedID),
            (language("提交时间", "Submitted"), submitted.text(language)),
            (language("告知时间", "Issued"), issued.text(language)),
            (language("办件编号", "Case number"), number.description),
        ]
    }

    /// What must be said about this edition; nil for the first.
    func notice(_ language: Language) -> (heading: String, text: String)? {
        switch revision {
        case .original: nil
        case .corrected(let number, let because):
            (
                language("更正版（第 \(number) 次更正）", "Corrected edition \(number)"),
                language("本单取代此前的各版。更正原因：", "This sheet replaces all earlier editions. Reason: ")
                    + because.plain(language)
            )
        case .revoked(let at, let because):
            (
                language("已作废", "Revoked"),
                language("本单自 \(at.text(language)) 起作废。原因：", "Not valid since \(at.text(language)). Reason: ")
                    + because.plain(language)
            )
        }
    }

    static let columns = [
        Bilingual(zh: "事项与办件编号", en: "Item and case number"), Bilingual(zh: "结果", en: "Outcome"),
        Bilingual(zh: "结果文书与说明", en: "Document and explanation"),
        Bilingual(zh: "办结日期与时限", en: "Decided, and time taken"),
    ]

    static let burdenHeading = Bilingual(zh: "联办为您减少的负担", en: "What handling them jointly saved you")
    static let remediesHeading = Bilingual(zh: "对结果有异议怎么办", en: "If you disagree with a result")
    static let ratingHeading = Bilingual(zh: "请您评价", en: "Rate this service")
    static let verificationHeading = Bilingual(zh: "核验本单", en: "Check this sheet")

    static let ratingInvitation = Bilingual(
        zh: "评价分五个等级，完全自愿，作出后工作人员无法修改；评价不满意的，我们会回访。",
        en:
            "There are five grades. Rating is voluntary, and our staff cannot change your answer. We follow up every bad grade."
    )
    static let verificationText = Bilingual(
        zh: "用手机相机扫描二维码，或打开下面的地址，可查看本单是否有效、是否更正或作废。",
        en:
            "Scan the code with your phone's camera, or open the address below, to see whether this sheet is valid, corrected or revoked."
    )
    static let scanHint = Bilingual(zh: "扫码核验", en: "Scan to check")

    /// Review by the superior body and by the court (行政复议法第二十条、行政诉讼法第四十六条).
    public static let statutoryRemedies = [
        Bilingual(
            zh: "可以先联系作出决定的部门，要求说明理由或者申请复核。",
            en: "You may first ask the department that decided to explain its reasons or to review the result."),
        Bilingual(
            zh: "可以自知道结果之日起六十日内申请行政复议，或者六个月内依法向人民法院提起行政诉讼。",
            en: "You may apply for administrative reconsideration within 60 days of learning the result, "
                + "or bring an action before the people's court within six months."),
    ]
}

extension FeedbackSheet.Item {
    /// 承诺 5 个工作日
    func promise(_ language: Language) -> String? {
        promised.map { limit in
            limit.count == 0
                ? language("承诺即办", "Promised: same day") : language("承诺 ", "Promised: ") + limit.text(language)
        }
    }

    /// 实际 3 个工作日
    func performance(_ language: Language) -> String? {
        guard let promised, let taken else { return nil }
        if taken == 0 { return language("实际当日", "Taken: same day") }
        return language("实际 ", "Taken: ") + Limit(count: taken, unit: promised.unit).text(language)
    }

    /// Days by which a decision came before its promised limit; negative when it was late. Nil when it came in time to the
    /// day, or when nothing was decided.
    var margin: Int? {
        guard let promised, let taken, outcome == .granted || outcome == .refused, promised.count != taken else {
            return nil
        }
        return promised.count - taken
    }

    /// 提前 2 个工作日, 超出 1 个工作日
    func marginText(_ language: Language) -> String? {
        guard let margin, let unit = promised?.unit else { return nil }
        let days = Limit(count: abs(margin), unit: unit).text(language)
        return margin > 0 ? language("提前 \(days)", "\(days) early") : language("超出 \(days)", "\(days) late")
    }
}

extension FeedbackSheet.Burden.Measure {
    /// How much less, in percent, rounded; nil when nothing was saved.
    var savedPercent: Int? {
        guard before > 0, after < before else { return nil }
        return ((before - after) * 200 + before) / (2 * before)
    }

    func saving(_ language: Language) -> String {
        savedPercent.map { language("减少 \($0)%", "\($0)% less") } ?? language("不变", "unchanged")
    }
}
