import Cases
import Catalog
import Exchange
import Foundation
import HummingbirdTesting
import Ledger
import Testing
import Vocabulary

@testable import Web

@Suite struct `The merged form` {
    @Test func `shows a certified fact with its source instead of asking`() async throws {
        try await CitizenWorld.run { world, client in
            let browser = try await world.browser(client, as: "citizen")
            let draft = try await `A citizen's way`.draft(browser)
            let page = try await browser.get("\(draft)/parts/identity")
            #expect(page.body.contains("来自公安局，2024年5月8日"))
            #expect(page.hidden("ethnic_group") == nil)
        }
    }

    @Test func `keeps good answers and names the bad ones`() async throws {
        try await CitizenWorld.run { world, client in
            let browser = try await world.browser(client, as: "citizen")
            let address = try await `A citizen's way`.draft(browser) + "/parts/identity"
            let refused = try await browser.post(
                address,
                [
                    ("version", "1"), ("go", "on"), ("full_name", CitizenWorld.hostile),
                    ("citizen_id", "530102199506300013"),
                ])
            #expect(refused.body.contains("href=\"#f-citizen_id\""))
            #expect(!refused.body.contains("<script>alert"))
            let page = try await browser.get(address)
            #expect(page.hidden("full_name") == "&lt;script&gt;alert(1)&lt;/script&gt;文&quot;娜&#39;&amp;")
            #expect(page.hidden("version") == "2")
        }
    }

    @Test func `saves without complaint when the person goes back`() async throws {
        try await CitizenWorld.run { world, client in
            let browser = try await world.browser(client, as: "citizen")
            let draft = try await `A citizen's way`.draft(browser)
            let left = try await browser.post(
                "\(draft)/parts/identity", [("version", "1"), ("go", "back"), ("phone", "138 8800 5678")])
            #expect(left.status == 303)
            #expect(left.location == draft)
            #expect(try await browser.get("\(draft)/parts/identity").hidden("phone") == "13888005678")
        }
    }

    @Test func `tells when it was changed elsewhere, and keeps what was typed`() async throws {
        try await CitizenWorld.run { world, client in
            let browser = try await world.browser(client, as: "citizen")
            let address = try await `A citizen's way`.draft(browser) + "/parts/identity"
            _ = try await browser.post(address, [("version", "1"), ("go", "back"), ("phone", "13888005678")])
            let late = try await browser.post(address, [("version", "1"), ("go", "back"), ("phone", "13900001234")])
            #expect(late.status == 409)
            #expect(late.hidden("phone") == "13900001234")
            #expect(late.hidden("version") == "2")
        }
    }

    @Test(arguments: [
        ("照片.pdf", Array("<html>no".utf8) + [0xFF, 0xFE], "只接受"), ("空.pdf", [], "文件是空的"),
        ("大.pdf", Array("%PDF-".utf8) + [UInt8](repeating: 65, count: 5 << 20), "5 MB"),
    ])
    func `refuses a file that is not what it should be`(name: String, bytes: [UInt8], message: String) async throws {
        try await CitizenWorld.run { world, client in
            let browser = try await world.browser(client, as: "citizen")
            let address = try await `A citizen's way`.draft(browser) + "/materials"
            let refused = try await browser.upload(
                address, [("version", "1"), ("go", "on")], files: [("file-unemployment-statement", name, bytes)])
            #expect(refused.body.contains(message))
        }
    }

    @Test func `lists everything that is missing before it can be sent`() async throws {
        try await CitizenWorld.run { world, client in
            let browser = try await world.browser(client, as: "citizen")
            let draft = try await `A citizen's way`.draft(browser)
            let refused = try await browser.post("\(draft)/submission", [("version", "1")])
            #expect(refused.status == 422)
            #expect(refused.body.contains("\(draft)/parts/identity?from=check#f-phone"))
        }
    }
}

@Suite struct `Uploads before a scanner` {
    /// Says the same of every file.
    private struct Opinion: VirusScanner {
        let verdict: ScanVerdict
        func scan(_ bytes: [UInt8]) async -> ScanVerdict { verdict }
    }

    @Test(arguments: [
        (ScanVerdict.clean, "已上传", nil), (.infected("Eicar-Test"), "没有保存", "infected"),
        (.unable("hung up"), "稍后再上传", "unable"),
    ])
    func `are kept when they are clean, and only then`(verdict: ScanVerdict, message: String, label: String?)
        async throws
    {
        try await CitizenWorld.run(scanner: Opinion(verdict: verdict)) { world, client in
            let browser = try await world.browser(client, as: "citizen")
            let address = try await `A citizen's way`.draft(browser) + "/materials"
            let sent = try await browser.upload(
                address, [("version", "1"), ("go", "save")],
                files: [("file-unemployment-statement", "说明.txt", Array("三个月没有收入".utf8))])
            #expect(sent.status == (label == nil ? 303 : 422))
            let shown = label == nil ? try await browser.get(address) : sent
            #expect(shown.body.contains(message))
            #expect(!shown.body.contains("Eicar"))
            let kept = try await world.casework.store.read {
                try $0.first(.assembled("SELECT count(*) FROM upload")) { $0.int(0) } ?? 0
            }
            #expect(kept == (label == nil ? 1 : 0))
            let metrics = try await browser.get("/metrics").body
            #expect(metrics.contains("uploads_scanned_total{verdict=\"\(label ?? "clean")\"} 1"))
        }
    }
}

@Suite struct `Citizens' pages` {
    @Test func `are not there for anybody else`() async throws {
        try await CitizenWorld.run { world, client in
            let browser = try await world.browser(client, as: "citizen")
            let number = try await `A citizen's way`.submitted(browser, world)
            let draft = try await `A citizen's way`.draft(browser)
            let other = try await world.browser(client, as: "other")
            let item = "/zh/applications/\(number)/items/employment-registration"
            for address in [
                "/zh/applications/\(number)", "/zh/applications/\(number)/feedback",
                "/zh/applications/\(number)/feedback.pdf",
                "/zh/applications/\(number)/withdrawal", "/zh/applications/\(number)/rating", "\(item)/supplement",
                "\(item)/review", draft, "\(draft)/check", "\(draft)/materials", "/zh/v/0123456789abcdef",
                "/zh/no/such/page",
            ] {
                #expect(try await other.get(address).status == 404, "\(address)")
            }
            let officer = try await world.browser(client, as: "officer")
            #expect(try await officer.get("/zh/applications/\(number)").status == 403)
            let nobody = try await world.browser(client)
            #expect(try await nobody.get("/zh/applications/\(number)").status == 303)
        }
    }

    @Test func `take no form from another site`() async throws {
        try await CitizenWorld.run { world, client in
            let browser = try await world.browser(client, as: "citizen")
            let number = try await `A citizen's way`.submitted(browser, world)
            let forged = try await browser.post(
                "/zh/applications/\(number)/withdrawal", [("reason", "x")], withToken: false)
            #expect(forged.status == 403)
            #expect(try await world.casework.application(number).status == .handling)
        }
    }

    @Test(arguments: Language.allCases)
    func `are well formed, labelled and translated`(language: Language) async throws {
        try await CitizenWorld.run { world, client in
            let browser = try await world.browser(client, as: "citizen")
            let number = try await `A citizen's way`.submitted(browser, world)
            let draft = try await `A citizen's way`.draft(browser).dropFirst(3)
            let token = try await world.casework.application(number).token
            for address in [
                "", "/bundles/employment-and-startup", "/bundles/employment-and-startup/guide", "/applications",
                "/applications/\(number)", "/applications/\(number)/submitted", "/applications/\(number)/withdrawal",
                "\(draft)",
                "\(draft)/parts/identity", "\(draft)/materials", "\(draft)/check", "\(draft)/discarding", "/v",
                "/v/\(token)",
                "/find?number=1",
            ] {
                let page = try await browser.get("/\(language.rawValue)\(address)")
                let markup = page.markup
                #expect(markup.flaws.isEmpty, "\(address): \(markup.flaws)")
                #expect(markup.elements.filter { $0.name == "h1" }.count == 1, "\(address)")
                #expect(markup.elements.first { $0.name == "html" }?.attributes["lang"] == language.tag)
                let labelled = Set(markup.elements.filter { $0.name == "label" }.compactMap { $0.attributes["for"] })
                for control in markup.elements
                where ["input", "select", "textarea"].contains(control.name) && control.attributes["type"] != "hidden" {
                    #expect(labelled.contains(control.attributes["id"] ?? ""), "\(address): \(control)")
                }
                #expect(!page.body.contains("<script"))
                if language == .en {
                    let left = Self.chinese(in: page.body)
                    #expect(left.isEmpty, "\(address): \(left)")
                }
            }
        }
    }

    /// Chinese text of an English page that is neither marked as Chinese nor a name the person gave.
    static func chinese(in page: String) -> [String] {
        let allowed = ["中文", "联", "文*", "文", "娜", "云南省昆明市五华区翠湖南路示例小区", "幢", "室"]
        var text = page
        while let start = text.range(of: "lang=\"zh-CN\""),
            let end = text.range(of: "</", range: start.upperBound..<text.endIndex)
        {
            text.removeSubrange(start.lowerBound..<end.lowerBound)
        }
        let runs = text.unicodeScalars.split { !(0x4E00...0x9FFF).contains($0.value) }.map {
            String(String.UnicodeScalarView($0))
        }
        return runs.filter { !allowed.contains($0) }
    }
}

@Suite struct `The first page` {
    @Test(arguments: [
        ("zh-CN,zh;q=0.9,en;q=0.8", "/zh"), ("en-GB,en;q=0.9", "/en"), ("fr", "/zh"), ("zh;q=0.2, en;q=0.7", "/en"),
    ])
    func `opens in the language the browser prefers`(header: String, address: String) async throws {
        try await CitizenWorld.run { world, client in
            let answer = try await world.browser(client).get("/", headers: [.acceptLanguage: header])
            #expect(answer.status == 303)
            #expect(answer.location == address)
        }
    }
}
