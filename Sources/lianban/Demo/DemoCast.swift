import Access
import Cases
import Catalog
import Vocabulary

/// The people of the demonstration. All are invented.
enum DemoCast {
    static let password = "lianban-demo-2024"
    static let wuhua: RegionCode = "530102"
    static let kunming: RegionCode = "530100"

    struct Member {
        let account: String
        let name: String
        let kind: Principal.Kind
        let department: String?
        let region: RegionCode?
        let roles: Set<String>
        let duty: Bilingual
    }

    private static let desk: Set<String> = [
        "counter", "reviewer", "approver", "publicist", "payer", "community", "township", "host",
    ]

    static let citizen = Member(
        account: "wenna", name: "文娜", kind: .citizen, department: nil, region: nil, roles: [],
        duty: Bilingual("申请人：开店的高校毕业生", "applicant: a graduate who opens a shop"))

    static let staff: [Member] = [
        Member(
            account: "hailan", name: "海岚", kind: .officer, department: "hrss", region: wuhua, roles: desk,
            duty: Bilingual("人社局经办人员", "officer, human resources and social security")),
        Member(
            account: "yibao", name: "苏禾", kind: .officer, department: "medical-insurance", region: wuhua, roles: desk,
            duty: Bilingual("医保局经办人员", "officer, healthcare security")),
        Member(
            account: "gongjijin", name: "陆鸣", kind: .officer, department: "housing-fund", region: kunming, roles: desk,
            duty: Bilingual("公积金中心经办人员", "officer, housing provident fund")),
        Member(
            account: "bank", name: "程远", kind: .officer, department: "hrss", region: wuhua,
            roles: ["bank", "guarantor", "courier"], duty: Bilingual("合作银行、担保与机要", "bank, guarantor and courier")),
        Member(
            account: "supervisor", name: "顾清", kind: .supervisor, department: "hrss", region: kunming, roles: [],
            duty: Bilingual("市级督办", "supervisor of the city")),
        Member(
            account: "counter", name: "白杨", kind: .clerk, department: "hrss", region: wuhua, roles: [],
            duty: Bilingual("综合窗口", "counter clerk")),
        Member(
            account: "xitong", name: "石坚", kind: .administrator, department: nil, region: nil,
            roles: [Administrator.system.rawValue], duty: Bilingual("系统管理员", "system administrator")),
        Member(
            account: "anquan", name: "方宁", kind: .administrator, department: nil, region: nil,
            roles: [Administrator.security.rawValue], duty: Bilingual("安全管理员", "security administrator")),
        Member(
            account: "shenji", name: "严明", kind: .administrator, department: nil, region: nil,
            roles: [Administrator.audit.rawValue], duty: Bilingual("审计管理员", "audit administrator")),
    ]

    static func officer(_ member: Member) -> Officer {
        Officer(
            account: member.account, name: member.name, department: DepartmentCode(rawValue: member.department ?? ""),
            region: member.region ?? wuhua, roles: member.roles)
    }

    /// Creates the accounts that do not exist yet.
    static func seed(_ accounts: Accounts, citizenSubject: Identifier<Principal>?, at instant: Instant) async throws {
        for member in [citizen] + staff {
            do {
                try await accounts.create(
                    NewAccount(
                        account: member.account, name: member.name, kind: member.kind, password: password,
                        level: member.kind == .citizen ? .inPerson : .declared,
                        subject: member.kind == .citizen ? citizenSubject : nil, department: member.department,
                        region: member.region,
                        roles: member.kind == .citizen ? [] : member.roles.union([Principal.demonstration])),
                    at: instant)
            } catch AccountRefused.taken {
                continue
            }
        }
    }
}
