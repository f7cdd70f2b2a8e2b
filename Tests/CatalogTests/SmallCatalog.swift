import Catalog
import FEEL
import Foundation
import Vocabulary

/// A valid catalog of two items, small enough to be spoilt in one place at a time.
enum SmallCatalog {
    static let text = """
        defaults:
          effective: {from: 2024-04-01}
          source: {title: A law, article: Article 1, confidence: designed}
          section: about
        sections:
          - {code: about, name: {zh: 基本信息, en: About you}}
        roles:
          - {code: counter, name: {zh: 受理岗, en: Intake}}
          - {code: approver, name: {zh: 决定岗, en: Deciding}}
          - {code: system, name: {zh: 系统, en: System}, human: false}
        departments:
          - code: hrss
            name: {zh: 人社, en: Labour}
            phone: "12333"
            complaintPhone: "12345"
            organisationCode: "00501001"
          - {code: tax, part: sharing, name: {zh: 税务, en: Tax}}
        codeLists:
          - code: kind
            name: {zh: 类别, en: Kind}
            values:
              - {code: graduate, name: {zh: 毕业生, en: Graduate}}
              - {code: veteran, name: {zh: 退役军人, en: Veteran}}
        elements:
          - {code: full_name, label: {zh: 姓名, en: Name}, type: text, maxLength: 20}
          - {code: citizen_id, label: {zh: 身份证号, en: Identity number}, type: citizenID, sensitive: true}
          - {code: birth_year, label: {zh: 出生年, en: Year of birth}, type: integer, derived: 'number(substring(citizen_id, 7, 4))'}
          - {code: person_kind, label: {zh: 人员类别, en: Kind of person}, type: code, list: kind}
          - {code: amount, label: {zh: 金额, en: Amount}, type: money}
          - {code: wants_money, label: {zh: 要补贴, en: Wants money}, type: boolean}
          - {code: letter_number, label: {zh: 文号, en: Number of the letter}, type: text, maxLength: 20}
          - {code: paid, label: {zh: 已拨付, en: Paid}, type: money}
        materials:
          - {code: licence, name: {zh: 执照, en: Licence}, acceptStandard: {zh: 有效, en: Valid}}
          - {code: statement, name: {zh: 声明, en: Statement}, acceptStandard: {zh: 签名, en: Signed}}
        items:
          - code: letter
            name: {zh: 登记, en: Registration}
            summary: {zh: 登记。, en: A registration.}
            standing:
              catalogCode: "202014001000"
              matter: "5320140010001"
              version: 1
              taskType: publicService
              powerSource: publicService
              useLevel: county
              department: hrss
              audience: [person]
              themes: [social-insurance]
              basis: [{title: A law, confidence: sure}]
            service:
              projectType: instant
              fee: {charged: false}
              visits: 0
              channels: [counter, online]
              onlineDepth: result
              handlingArea: county
            legalLimit: 15 working-days
            promisedLimit: instant
            acceptCondition: {zh: 无, en: None}
            conditions:
              - {holds: birth_year < 2010, message: {zh: 年龄不足, en: Too young}}
            fields:
              - full_name
              - citizen_id
              - person_kind
            materials:
              - {material: licence, source: shared, from: tax}
            flow:
              - {code: accept, kind: accept, name: {zh: 受理, en: Acceptance}, actor: counter}
              - {code: decide, kind: decide, name: {zh: 决定, en: Decision}, actor: approver}
              - {code: issue, kind: issue, name: {zh: 出具, en: Issue}, actor: system}
            result: {code: letter, name: {zh: 登记回执, en: Receipt}, type: receipt, elements: [letter_number], sample: specimen}
            effects:
              - {element: letter_number, value: letter_number, from: decided_on}
            baseline: {visits: 1}
          - code: money
            name: {zh: 补贴, en: Subsidy}
            summary: {zh: 补贴。, en: A subsidy.}
            standing:
              catalogCode: "202014002000"
              matter: "5320140020001"
              version: 1
              taskType: payment
              powerSource: statutory
              useLevel: county
              department: hrss
              audience: [person]
              themes: [social-insurance]
              basis: [{title: A law, confidence: sure}]
            service:
              projectType: commitment
              fee: {charged: false}
              visits: 1
              visitReason: {zh: 面签, en: To sign}
              channels: [counter, online]
              onlineDepth: acceptance
              handlingArea: county
            legalLimit: 20 working-days
            promisedLimit: 10 working-days
            thresholds: {yellow: 3, red: 1}
            acceptCondition: {zh: 无, en: None}
            fields:
              - full_name
              - citizen_id
              - letter_number
              - {element: amount, when: person_kind = "graduate"}
            materials:
              - {material: licence, source: uploaded, tolerable: true, tolerance: 5 working-days}
              - {material: statement, source: commitment}
            flow:
              - {code: accept, kind: accept, name: {zh: 受理, en: Acceptance}, actor: counter}
              - {code: publicize, kind: publicize, name: {zh: 公示, en: Publicity}, actor: approver, limit: 5 working-days}
              - {code: decide, kind: decide, name: {zh: 决定, en: Decision}, actor: approver, limit: 8 working-days}
            result: {code: payment, name: {zh: 拨付通知, en: Notice of payment}, type: payment, elements: [paid], sample: specimen}
            effects:
              - {element: paid, value: paid}
            commitment:
              version: "1"
              title: {zh: 承诺书, en: Commitment}
              text: {zh: 属实。, en: It is true.}
              verifyWithin: 30 calendar-days
              consequence: {zh: 追回, en: Repayment}
            baseline: {visits: 2}
        policies:
          - code: help
            name: {zh: 帮扶, en: Help}
            summary: {zh: 帮扶。, en: Help.}
            department: hrss
            audience: [person]
            benefit: once
            place: letter_number
            versions:
              - name: "1"
                conditions:
                  - {holds: birth_year > 1900, message: {zh: 年份不对, en: Wrong year}, article: Article 2}
                inputs: [person_kind, birth_year]
                rows:
                  - when: {person_kind: '"graduate"', birth_year: '>= 2000'}
                    amount: 100
                    because: {zh: 年轻毕业生, en: Young graduate}
                  - when: {person_kind: '"graduate"', birth_year: '< 2000'}
                    amount: 50
                    because: {zh: 毕业生, en: Graduate}
                  - when: {person_kind: '"veteran"'}
                    eligible: false
                    because: {zh: 另有政策, en: Another policy}
        bundles:
          - code: both
            name: {zh: 一件事, en: One thing}
            summary: {zh: 两件一起办。, en: Two together.}
            catalogCode: "202014900000"
            matter: "5320149000001"
            leadDepartment: hrss
            audience: [person]
            basis: [{title: A notice, confidence: found}]
            situation:
              - {element: person_kind, text: {zh: 哪类人员？, en: Which kind?}}
              - {element: wants_money, text: {zh: 要补贴吗？, en: Do you want money?}}
            items:
              - item: letter
                because: {zh: 都要登记, en: Everybody registers}
                offers: [money]
              - item: money
                offered: wants_money and person_kind = "graduate"
                because: {zh: 您要补贴, en: You want it}
                otherwise: {zh: 您不要补贴, en: You do not want it}
                requires:
                  - anyOf: [letter]
                    unless: letter_number != null
                feeds:
                  - {from: letter, element: letter_number, to: letter_number}
            scenes:
              - code: wen-na
                name: {zh: 文娜, en: Wen Na}
                day: 2024-06-07
                answers: {person_kind: graduate, wants_money: "true", citizen_id: "530102199802153125", amount: "1000.50"}
                items: [letter, money]

        """

    static func catalog(_ edits: (String, String)...) throws -> Catalog {
        try Catalog(files: [CatalogFile(path: "small.yaml", text: edited(edits))])
    }

    static func edited(_ edits: [(String, String)]) -> String {
        edits.reduce(text) { text, edit in
            guard let range = text.range(of: edit.0) else { fatalError("the small catalog has no “\(edit.0)”") }
            return text.replacingCharacters(in: range, with: edit.1)
        }
    }

    /// What is wrong with the catalog after some edits.
    static func diagnostics(_ edits: (String, String)...) -> [Diagnostic] {
        Catalog.examine(files: [CatalogFile(path: "small.yaml", text: edited(edits))]).diagnostics
    }
}

/// Line and column of the first place where a snippet stands, both from 1, columns in Unicode scalars.
func place(of snippet: String, in text: String) -> (line: Int, column: Int)? {
    guard let range = text.range(of: snippet) else { return nil }
    var line = 1, column = 1
    for scalar in text[..<range.lowerBound].unicodeScalars {
        if scalar == "\n" {
            line += 1
            column = 1
        } else {
            column += 1
        }
    }
    return (line, column)
}

/// Facts from a dictionary.
func facts(_ values: [String: FEEL.Value]) -> (String) -> FEEL.Value { { values[$0] ?? .null } }
