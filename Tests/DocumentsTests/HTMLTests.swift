import Documents
import Testing

@Suite struct `Writing HTML` {
    private let hostile = #"</p><script>alert("x")</script>&'"#

    @Test func `text is shown, never run`() {
        let page: HTML = "<p>\(hostile)</p>"
        #expect(
            page.text == "<p>&lt;/p&gt;&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;</p>")
    }

    @Test func `text cannot leave a quoted attribute`() {
        let double: HTML = "<a title=\"\(#"" onclick="x"#)\">"
        let single: HTML = "<a title='\("' onclick='x")'>"
        #expect(double.text == #"<a title="&quot; onclick=&quot;x">"#)
        #expect(single.text == "<a title='&#39; onclick=&#39;x'>")
    }

    @Test func `markup, optional markup and lists of markup are inserted as they are`() {
        let bold: HTML = "<b>\("a<b")</b>"
        let none: HTML? = nil
        let page: HTML = "<p>\(bold)\(none)\([bold, bold])\(Optional(bold))</p>"
        #expect(page.text == "<p>" + String(repeating: "<b>a&lt;b</b>", count: 4) + "</p>")
    }

    @Test func `numbers, substrings and characters are content`() {
        let page: HTML = "\(42) \(Int64(-7)) \(0.5) \("a<b".dropFirst()) \(Character("<"))"
        #expect(page.text == "42 -7 0.5 &lt;b &lt;")
    }

    @Test func `an attribute appears only with a value`() {
        let absent: String? = nil
        let page: HTML =
            "<i\(attribute: "id", "a\"b")\(attribute: "lang", absent)\(" hidden", if: true)\(" x", if: false)>"
        #expect(page.text == #"<i id="a&quot;b" hidden>"#)
    }

    @Test(arguments: ["/zh/cases?a=1&b=2", "https://example.cn/a:b", "#top", "mailto:a@b.cn", "tel:12333", "a/b:c", ""])
    func `an address that only leads somewhere passes`(address: String) {
        let link: HTML = "\(link: address)"
        #expect(link == HTML(text: address))
    }

    @Test(arguments: [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
        "\u{1}javascript:alert(1)", "data:text/html,<script>", "vbscript:x", "blob:x",
    ])
    func `an address that runs code is refused`(address: String) {
        let link: HTML = "\(link: address)"
        #expect(link.text == "#")
    }

    @Test func `controls that HTML forbids or that reorder text become visible`() {
        let page: HTML = "\("a\u{0}b\u{1B}c\u{7F}d\u{202E}e\u{2066}f")"
        #expect(page.text == "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}e\u{FFFD}f")
    }

    @Test func `Chinese, rare characters, dashes and line breaks stay as they are`() {
        let text = "张三 䶮 𬱖 ——“引号” ‰ €\n\t\r"
        #expect(HTML(text: text).text == text)
    }

    @Test func `pieces join with a separator`() {
        let pieces = ["a", "<", "c"].map { text -> HTML in "<li>\(text)</li>" }
        #expect(pieces.joined(separator: "\n").text == "<li>a</li>\n<li>&lt;</li>\n<li>c</li>")
        #expect([HTML]().joined(separator: ", ").isEmpty)
    }

    @Test func `a page of ten thousand rows is built in one buffer without quadratic cost`() {
        let rows = (0..<10_000).map { row -> HTML in "<tr><td>\(row)</td><td>\(hostile)</td></tr>" }
        let page: HTML = "<table>\(rows)</table>"
        #expect(page.bytes.count == 15 + rows.reduce(0) { $0 + $1.bytes.count })
    }

    @Test func `a string that is not stored in one piece is escaped too`() {
        let lazy = String(decoding: Array("<\(String(repeating: "长", count: 100))>".utf16), as: UTF16.self)
        #expect(HTML(text: lazy).text == "&lt;" + String(repeating: "长", count: 100) + "&gt;")
    }
}
