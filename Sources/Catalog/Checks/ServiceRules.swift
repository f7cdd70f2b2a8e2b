import Vocabulary

extension CheckRule {
    /// How an item is served: visits, channels, fees, telephone numbers.
    static let service: [CheckRule] = [
        CheckRule("visit-reason", "须到现场的，要说明原因", "A visit has a reason") { inspector in
            for (entry, item) in inspector.items.map(\.pair) where item.visits > 0 && item.service.visitReason == nil {
                inspector.report(
                    at: "\(entry)/service/visits", "到现场 \(item.visits) 次，没有说明原因",
                    "\(item.visits) visits without a reason")
            }
        },
        CheckRule("online-no-visit", "全程网办的，到现场次数为 0", "What is wholly online needs no visit") { inspector in
            for (entry, item) in inspector.items.map(\.pair)
            where item.onlineDepth.isWhollyOnline && item.visits > 0 {
                inspector.report(
                    at: "\(entry)/service/visits", "全程网办，却要到现场 \(item.visits) 次",
                    "wholly online, yet \(item.visits) visits")
            }
        },
        CheckRule("online-channel", "可网办的，渠道含网上", "What is accepted online lists the online channel") { inspector in
            for (entry, item) in inspector.items.map(\.pair)
            where item.onlineDepth.rawValue >= OnlineDepth.acceptance.rawValue && !item.channels.contains(.online) {
                inspector.report(
                    at: "\(entry)/service/channels", "网办深度为 \(item.onlineDepth.rawValue)，渠道没有网上",
                    "online depth \(item.onlineDepth.rawValue), but no online channel")
            }
        },
        CheckRule("no-visit-by-post", "不到现场又不网办的，须可邮寄", "Neither a visit nor online means by post") {
            inspector in
            for (entry, item) in inspector.items.map(\.pair)
            where item.visits == 0 && !item.channels.contains(.online) && !item.channels.contains(.express) {
                inspector.report(
                    at: "\(entry)/service/channels", "到现场 0 次且不网办，须有邮寄",
                    "no visit and not online: there must be a postal channel")
            }
        },
        CheckRule("fee-basis", "收费须有依据和项目", "A fee has a basis and its charges") { inspector in
            for (entry, item) in inspector.items.map(\.pair) where item.fee.charged {
                if (item.fee.basis ?? "").isEmpty {
                    inspector.report(at: "\(entry)/service/fee", "收费而没有依据", "a fee without a basis")
                }
                if item.fee.charges.isEmpty {
                    inspector.report(at: "\(entry)/service/fee", "收费而没有收费项目", "a fee without charges")
                }
            }
        },
        CheckRule("free-no-payment", "不收费的，没有支付和收费项目", "What is free has no charges and no payment") {
            inspector in
            for (entry, item) in inspector.items.map(\.pair)
            where !item.fee.charged && (item.fee.payOnline || !item.fee.charges.isEmpty) {
                inspector.report(
                    at: "\(entry)/service/fee", "不收费，却有支付或收费项目", "free, yet with payment or charges")
            }
        },
        CheckRule("phones-differ", "咨询电话与投诉电话不同", "Advice and complaints have different numbers") { inspector in
            for (entry, department) in inspector.departments.map(\.pair)
            where department.phone != nil && department.phone == department.complaintPhone {
                inspector.report(
                    at: "\(entry)/complaintPhone", "咨询电话与投诉电话相同", "the same number for advice and complaints")
            }
            for (entry, item) in inspector.items.map(\.pair) {
                guard item.service.phone != nil || item.service.complaintPhone != nil else { continue }
                let department = inspector.catalog.departments[item.department]
                let phone = item.service.phone ?? department?.phone
                if phone != nil, phone == item.service.complaintPhone ?? department?.complaintPhone {
                    inspector.report(
                        at: "\(entry)/service", "咨询电话与投诉电话相同", "the same number for advice and complaints")
                }
            }
        },
        CheckRule("department-office", "办理部门须有机构代码和电话", "A handling department has an office and telephones") {
            inspector in
            for (entry, department) in inspector.departments.map(\.pair) where department.part == .handling {
                if department.sampleOffice == nil {
                    inspector.report(
                        at: "\(entry)/organisationCode", "机构代码不能组成统一社会信用代码",
                        "the organisation code does not form a credit code")
                }
                if department.phone == nil || department.complaintPhone == nil {
                    inspector.report(
                        at: entry, "缺少咨询电话或投诉电话", "the number for advice or for complaints is missing")
                }
            }
            for (entry, item) in inspector.items.map(\.pair)
            where inspector.catalog.departments[item.department]?.part == .sharing {
                inspector.report(
                    at: "\(entry)/standing/department", "“\(item.department)”只共享数据，不办理事项",
                    "“\(item.department)” only shares data and handles no items")
            }
        },
    ]
}

extension Department {
    /// An office formed for some place, to see whether one can be formed at all.
    fileprivate var sampleOffice: Office? { RegionCode(number: 530_102).flatMap { office(in: $0) } }
}
