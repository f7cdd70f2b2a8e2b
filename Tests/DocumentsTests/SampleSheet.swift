import Documents
import Vocabulary

/// Wen Na, a graduate, started a business; nine items came back from three departments.
extension FeedbackSheet {
    static func wenNaStartsABusiness() throws -> FeedbackSheet {
        let labour = Bilingual(
            "昆明市五华区人力资源和社会保障局", "Wuhua District Bureau of Human Resources and Social Security, Kunming")
        let insurance = Bilingual("昆明市五华区医疗保障局", "Wuhua District Medical Insurance Bureau, Kunming")
        let housing = Bilingual("昆明市住房公积金管理中心", "Kunming Housing Provident Fund Centre")
        func item(
            _ serial: Int, _ zh: String, _ en: String, _ department: Bilingual, _ outcome: Outcome,
            reason: Bilingual? = nil, result: ResultDocument? = nil, decided: CalendarDay? = nil, promised: Int? = nil,
            taken: Int? = nil
        ) throws -> Item {
            let office =
                switch department {
                case insurance: "115301020151139215"
                case housing: "12530100431200776C"
                default: "11530102015113841H"
                }
            return Item(
                name: Bilingual(zh, en), department: department,
                number: try CaseNumber(parsing: "\(office)444200010900\(serial)202406070068"), outcome: outcome,
                reason: reason, result: result, decided: decided,
                promised: promised.map { Limit(count: $0, unit: .workingDays) }, taken: taken)
        }
        func document(_ zh: String, _ en: String, _ number: String) -> ResultDocument {
            ResultDocument(name: Bilingual(zh, en), number: number)
        }
        return FeedbackSheet(
            issuer: Bilingual("昆明市五华区公共就业服务中心", "Wuhua District Public Employment Service Centre, Kunming"),
            bundle: Bilingual("个人就业创业“一件事”", "One thing: starting work or a business"),
            number: try CaseNumber(parsing: "11530102015113841H4442000100000202406070068"),
            applicant: Applicant(maskedName: "文*", maskedID: "530102********3125"),
            submitted: Instant("2024-06-07", hour: 10, minute: 32), issued: Instant("2024-07-02", hour: 16, minute: 5),
            items: [
                try item(
                    1, "就业失业登记", "Employment and unemployment registration", labour, .granted,
                    result: document(
                        "就业创业证（电子）", "Employment and entrepreneurship certificate (electronic)", "5301022024000317"),
                    decided: "2024-06-07", promised: 0, taken: 0),
                try item(
                    2, "创业登记", "Business start-up registration", labour, .granted,
                    result: document("创业登记凭证", "Start-up registration receipt", "五华创登〔2024〕0217号"),
                    decided: "2024-06-07",
                    promised: 0, taken: 0),
                try item(
                    3, "社会保险登记（灵活就业养老）", "Social insurance registration (flexible employment, pension)", labour,
                    .granted,
                    result: document("参保登记回执", "Insurance registration receipt", "YB5301022024061100093"),
                    decided: "2024-06-11", promised: 1, taken: 1),
                try item(
                    4, "基本医疗保险参保登记", "Basic medical insurance registration", insurance, .granted,
                    result: document("参保登记回执", "Insurance registration receipt", "YLBZ-530102-20240607-0441"),
                    decided: "2024-06-07", promised: 0, taken: 0),
                try item(
                    5, "创业担保贷款资格审核", "Start-up guaranteed loan, qualification review", labour, .refused,
                    reason: Bilingual(
                        "配偶名下有未结清的商业贷款，不符合“申请人及其配偶无其他贷款”的条件（云人社发〔2023〕18号第五条）。结清后可以重新申请。", ""),
                    decided: "2024-06-21", promised: 7, taken: 9),
                try item(
                    6, "一次性创业补贴", "One-off start-up subsidy", labour, .declined,
                    reason: Bilingual(
                        "自登记之日起正常经营未满一年，尚不到申请时间。满一年时系统会主动提醒您，无须再提交材料。",
                        "The business has run for less than one year. We will remind you when the year is complete; no documents need to be submitted again."
                    ),
                    decided: "2024-06-07"),
                try item(
                    7, "灵活就业社会保险补贴", "Social insurance subsidy for flexible employment", labour, .notReached,
                    reason: Bilingual("需要先有实际缴费记录。", "It needs a record of contributions actually paid first.")),
                try item(
                    8, "流动人员人事档案转递", "Transfer of personnel file", labour, .withdrawn,
                    reason: Bilingual("申请人于6月12日撤回。", "Withdrawn by the applicant on 12 June."), promised: 15, taken: 2),
                try item(
                    9, "住房公积金个人账户设立", "Opening of a housing provident fund account", housing, .granted,
                    result: document("住房公积金个人账号", "Housing provident fund account number", "530100988123476"),
                    decided: "2024-06-12", promised: 3, taken: 2),
            ],
            burden: Burden(
                before: .init(steps: 27, days: 41, materials: 34, visits: 11, fields: 213),
                after: .init(steps: 6, days: 15, materials: 7, visits: 0, fields: 58)),
            ratingAddress: "https://jy.example.gov.cn/zh/r/8Kq2vT",
            verificationAddress: "https://jy.example.gov.cn/v/9f3hT0wQ7mZk2RbX")
    }
}
