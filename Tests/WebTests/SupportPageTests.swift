import Documents
import Testing
import Vocabulary

@testable import Web

@Suite struct `Showing a page` {
    private let attack = #""><script>alert('x')</script>"#

    private func setting(_ text: String, _ language: Language = .zh, path: String = "/zh/cases?a=1&b=2") -> PageSetting
    {
        PageSetting(
            language: language, path: path, siteName: Bilingual(text, text), owner: Bilingual(text, ""),
            account: .init(name: text, address: "/zh/account", signOutAddress: "/zh/sign-out", csrfToken: text),
            navigation: [.init(label: text, address: "/zh/cases"), .init(label: text, address: text)],
            footer: [.init(label: text, address: text)])
    }

    private func components(_ text: String, _ language: Language) -> HTML {
        let content = HTML(text: text)
        return """
            \(HTML.steps([text, text, text], current: 2, language))
            \(HTML.panel(title: text, content))\(HTML.inset(content))\(HTML.warning(content, language))
            \(HTML.details(text, content))\(HTML.tag(text, .attention))\(HTML.untranslated(text))
            \(HTML.taskList([.init(text, address: text, hint: text, status: .tag(text)), .init(text, status: .tag(text))]))
            \(HTML.summaryList([.init(text, content, source: text, changeAddress: text), .init(text, content)], language))
            \(HTML.timeline([
                .init(text, at: Instant("2024-06-07", hour: 10, minute: 32), actor: text, detail: content, language),
                .init(text, on: "2024-06-11", phase: .now, language), .init(text, on: "2024-06-19", phase: .ahead, language),
            ], language))
            \(HTML.table(
                caption: text, columns: [.init(text, sortAddress: text, order: .ascending), .init(text, isNumeric: true)],
                rows: [[content, content]], emptyText: text))
            \(HTML.table(caption: text, columns: [.init(text)], rows: [], emptyText: text))
            \(HTML.pagination(previous: text, next: text, language))
            """
    }

    @Test(arguments: Language.allCases) func `all parts fit together`(language: Language) {
        let page = Page(
            setting: setting("文字", language), title: "文字", backAddress: "/zh", banner: .banner(.good, title: "文字"),
            content: components("文字", language))
        let markup = Markup(page.html)
        #expect(markup.flaws == [])
        #expect(markup.brokenReferences == [])
        #expect(markup.inlineCode == [])
    }

    @Test(arguments: Language.allCases) func `hostile text in every place is shown, never run`(language: Language) {
        let page = Page(
            setting: setting(attack, language, path: "/zh/\(attack)"), title: attack, backAddress: attack,
            banner: .banner(.bad, title: attack, HTML(text: attack)), content: components(attack, language))
        let markup = Markup(page.html)
        #expect(markup.flaws == [] && markup.brokenReferences == [] && markup.inlineCode == [])
        #expect(!page.html.text.contains("<script"))
    }

    @Test func `the frame of a page`() {
        let page = Page(
            setting: PageSetting(language: .zh, path: "/zh/a?x=1", siteName: Bilingual("联办", "Lianban")),
            title: "<b>", content: "<h1>\("<b>")</h1>")
        #expect(
            page.html.text == """
                <!doctype html>
                <html lang="zh-CN">
                <head>
                <meta charset="utf-8">
                <title>&lt;b&gt; - 联办</title>
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta name="format-detection" content="telephone=no">
                <link rel="stylesheet" href="\(Stylesheet.path)">
                <link rel="icon" href="\(Emblem.path)" type="image/svg+xml">
                </head>
                <body>
                <a class="skip" href="#main">跳到主要内容</a>
                <header class="top">
                <div class="top-in">
                <a class="brand" href="/zh"><span class="seal" aria-hidden="true">联</span><span><b>联办</b></span></a>
                <ul class="switches">
                <li><a href="/en/a?x=1" lang="en" hreflang="en">English</a></li>
                <li><a href="/zh/view/elder?back=/zh/a%3Fx%3D1">长辈版</a></li>
                </ul>
                </div>
                </header>
                <div class="frame">
                <main id="main" tabindex="-1">
                <h1>&lt;b&gt;</h1>
                </main>
                </div>
                <footer class="bottom"><div class="bottom-in">
                <p>联办</p>
                </div></footer>
                </body>
                </html>

                """)
    }

    @Test func `a page with problems says so first`() {
        let page = Page(
            setting: PageSetting(language: .en, path: "/en", siteName: Bilingual("联办", "Lianban")), title: "Apply",
            hasProblems: true, content: "")
        #expect(page.html.text.contains("<title>Error: Apply - Lianban</title>"))
    }

    @Test func `the elder view is one class, and its switch leads back`() {
        var setting = setting("联办")
        setting.isElderView = true
        let html = Page(setting: setting, title: "x", content: "").html.text
        #expect(html.contains("<html lang=\"zh-CN\" class=\"elder\">"))
        #expect(html.contains("<a href=\"/zh/view/standard?back=/zh/cases%3Fa%3D1%26b%3D2\">标准版</a>"))
    }

    @Test(arguments: [
        ("/zh", "/en"), ("/zh/", "/en/"), ("/zh/a?b=/zh/", "/en/a?b=/zh/"), ("/zh?x", "/en?x"), ("/v/abc", nil),
        ("/zhx", nil), ("", nil),
    ])
    func `a page leads to itself in the other language`(path: String, other: String?) {
        #expect(PageSetting(language: .zh, path: path, siteName: Bilingual("", "")).otherLanguagePath == other)
    }

    @Test(arguments: [
        ("/zh/a", Language.zh), ("/en", .en), ("/en?x=1", .en), ("zh", .zh), ("/fr/a", nil), ("/", nil), ("", nil),
        ("/zhx", nil),
    ])
    func `the address names the language`(path: String, language: Language?) {
        #expect(Language(path: path) == language)
    }

    @Test(arguments: [
        nil, "", "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil", "javascript:x",
        "/a\r\nSet-Cookie: x",
        "/a b", "/\t/evil.example", "/" + String(repeating: "a", count: 3_000),
    ])
    func `nobody is led to another site`(address: String?) {
        #expect(localPath(address) == "/")
    }

    @Test func `a path of this site is followed`() {
        #expect(localPath("/zh/cases?a=1#b") == "/zh/cases?a=1#b")
        #expect(localPath("/zh/张") == "/zh/张")
    }

    @Test func `a table says when it has no rows`() {
        let html = HTML.table(caption: "投诉", columns: [.init("日期")], rows: [], emptyText: "没有投诉").text
        #expect(html.contains("<h2>投诉</h2>") && html.contains("<p class=\"nothing\">没有投诉</p>"))
        #expect(!html.contains("<table"))
    }

    @Test func `cells carry the title of their column for narrow screens`() {
        let html = HTML.table(
            caption: "缴费", columns: [.init("月份"), .init("金额", isNumeric: true)], rows: [["2024-05", "1,024.00"]],
            emptyText: "")
        #expect(html.text.contains("<td role=\"cell\" data-label=\"金额\" class=\"figure\"><div>1,024.00</div></td>"))
    }

    @Test func `a list of one page has no page links`() {
        #expect(HTML.pagination(previous: nil, next: nil, .zh).isEmpty)
    }

    @Test func `text that nobody has translated is marked and announced as Chinese`() {
        #expect(
            HTML.untranslated("就业").text
                == "<span lang=\"zh-CN\">就业</span> <span class=\"untranslated\">in Chinese only</span>")
    }

    @Test func `a change link says what it changes`() {
        let html = HTML.summaryList([.init("手机号码", "138****5678", changeAddress: "/zh/x")], .zh).text
        #expect(html.contains("<a href=\"/zh/x\">修改<span class=\"unseen\">：手机号码</span></a>"))
    }
}
