import Documents
import Foundation
import Testing
import Vocabulary

@Suite struct `Feedback sheet as a page` {
    @Test(arguments: Language.allCases) func `shows every item with its outcome, number and reason`(
        language: Language
    ) throws {
        let sheet = try FeedbackSheet.wenNaStartsABusiness()
        let page = sheet.html(language).text
        for item in sheet.items {
            #expect(page.contains(item.name(language)))
            #expect(page.contains(item.number.html.text))
            #expect(page.contains("\(item.outcome.label(language))</span>"))
            if let result = item.result { #expect(page.contains(result.number)) }
            if let reason = item.reason, !reason.isUntranslated(in: language) {
                #expect(page.contains(reason(language)))
            }
        }
        #expect(page.contains("lang=\"\(language.tag)\""))
    }

    @Test func `groups the items by department`() throws {
        let sheet = try FeedbackSheet.wenNaStartsABusiness()
        #expect(sheet.departments.map(\.items.count) == [7, 1, 1])
        #expect(sheet.html(.zh).text.components(separatedBy: "<caption>").count == 4)
    }

    @Test func `counts the outcomes`() throws {
        let tally = try FeedbackSheet.wenNaStartsABusiness().tally
        #expect(tally.map(\.outcome) == [.granted, .refused, .declined, .withdrawn, .notReached])
        #expect(tally.map(\.count) == [5, 1, 1, 1, 1])
    }

    @Test func `marks Chinese text on an English page`() throws {
        let page = try FeedbackSheet.wenNaStartsABusiness().html(.en).text
        #expect(page.contains("<span lang=\"zh-CN\">配偶名下"))
        #expect(page.components(separatedBy: "class=\"untranslated\"").count == 2)
    }

    @Test func `says how long a decision took against its promise`() throws {
        let page = try FeedbackSheet.wenNaStartsABusiness().html(.zh).text
        #expect(page.contains("2024年6月21日<br>承诺 7 个工作日<br>实际 9 个工作日<br>超出 2 个工作日"))
        #expect(page.contains("2024年6月12日<br>承诺 3 个工作日<br>实际 2 个工作日<br>提前 1 个工作日"))
        #expect(page.contains("承诺即办<br>实际当日"))
    }

    @Test func `hostile text in every field is shown, never run`() throws {
        let attack = #""><script>alert(1)</script><img src=x onerror='x'>"#
        let words = Bilingual(attack, attack)
        let number = try FeedbackSheet.wenNaStartsABusiness().number
        let sheet = FeedbackSheet(
            issuer: words, bundle: words, number: number,
            applicant: FeedbackSheet.Applicant(maskedName: attack, maskedID: attack),
            submitted: Instant(microseconds: 0), issued: Instant(microseconds: 0),
            revision: .corrected(number: 1, because: words),
            items: [
                FeedbackSheet.Item(
                    name: words, department: words, number: number, outcome: .refused, reason: words,
                    result: FeedbackSheet.ResultDocument(name: words, number: attack))
            ], remedies: [words], ratingAddress: "javascript:alert(1)", verificationAddress: attack)
        for language in Language.allCases {
            let page = sheet.html(language).text
            #expect(!page.contains("<script") && !page.contains("<img src=x") && !page.contains("href=\"javascript"))
            #expect(page.components(separatedBy: "&lt;script&gt;").count > 12)
        }
    }

    @Test func `a corrected sheet says so, and a revoked one says it first`() throws {
        var sheet = try FeedbackSheet.wenNaStartsABusiness()
        sheet.revision = .corrected(number: 2, because: Bilingual("姓名更正。", "The name was corrected."))
        #expect(sheet.html(.zh).text.contains("<h2>更正版（第 2 次更正）</h2><p>本单取代此前的各版。更正原因：姓名更正。</p>"))
        sheet.revision = .revoked(at: Instant("2024-07-09", hour: 9, minute: 5), because: Bilingual("重新审核。", ""))
        let page = sheet.html(.en).text
        #expect(page.contains("<p>Not valid since 9 July 2024, 09:05. Reason: 重新审核。 (in Chinese only)</p>"))
        #expect(page.contains("class=\"sheet sheet-revoked\""))
    }

    @Test func `a sheet without savings or rating leaves these parts out`() throws {
        var sheet = try FeedbackSheet.wenNaStartsABusiness()
        sheet.burden = nil
        sheet.ratingAddress = nil
        let page = sheet.html(.en).text
        #expect(!page.contains("saved you") && !page.contains("Rate this service"))
    }

    @Test func `the savings are counted before and after`() throws {
        let page = try FeedbackSheet.wenNaStartsABusiness().html(.en).text
        #expect(page.contains("<span class=\"unseen\">from</span> 213"))
        #expect(page.contains("73% less"))
    }

    @Test func `travels as JSON without loss`() throws {
        let sheet = try FeedbackSheet.wenNaStartsABusiness()
        let data = try JSONEncoder().encode(sheet)
        #expect(try JSONDecoder().decode(FeedbackSheet.self, from: data) == sheet)
    }
}
