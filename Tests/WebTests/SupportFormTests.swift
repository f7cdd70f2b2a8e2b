import Documents
import Testing
import Vocabulary

@testable import Web

@Suite struct `Showing a form` {
    private let attack = #""><script>alert(1)</script>"#

    /// A form with every kind of field, all with hint, source, problem and an earlier answer.
    private func everything(_ text: String, _ language: Language = .zh) -> (form: Form, html: HTML) {
        let names = ["plain", "secret", "area", "day", "proof", "one", "many", "agree", "place", "sum"]
        var form = Form(language: language)
        for name in names {
            form.values.append(name, text)
            form.problems.append(FieldProblem(name, text))
        }
        form.values.append("day-year", text)
        let notes = Form.Notes(hint: text, source: text)
        let choices = [
            Form.Choice(text, text, hint: text, detail: form.text("inner", text)), Form.Choice("b", "b", hint: "b"),
        ]
        let content: HTML = """
            \(form.problemSummary)
            \(form.text("plain", text, .plain, notes, autocomplete: "name", width: 20, maximumLength: 50))
            \(form.text("secret", text, .password, notes))
            \(form.text("sum", text, .money, notes))
            \(form.textArea("area", text, notes, maximumLength: 500))
            \(form.date("day", text, notes, isBirthday: true))
            \(form.file("proof", text, notes, current: HTML(text: text)))
            \(form.radios("one", text, choices, notes))
            \(form.checkboxes("many", text, [.init(text, text), .init("x", "x")], notes))
            \(form.checkbox("agree", text, notes))
            \(form.select("place", text, choices, notes, autocomplete: "address-level1"))
            \(HTML.actions(.button(text, name: text, value: text), .buttonLink(text, to: text, .secondary)))
            """
        return (form, form.element(to: text, csrf: text, isMultipart: true, content))
    }

    @Test(arguments: Language.allCases) func `every label, hint and problem belongs to a control`(language: Language) {
        let markup = Markup(everything("文字", language).html)
        #expect(markup.flaws == [])
        #expect(markup.brokenReferences == [])
    }

    @Test func `hostile text in every place is shown, never run`() {
        let html = everything(attack).html
        let markup = Markup(html)
        #expect(markup.flaws == [] && markup.brokenReferences == [] && markup.inlineCode == [])
        #expect(!html.text.contains("<script"))
    }

    @Test func `one line of text carries its whole story`() {
        var form = Form(language: .zh, values: FormValues(["id": "5301"]))
        form.problems = [FieldProblem("id", "填写 18 位")]
        let field = form.text("id", "身份证号码", .citizenID, .hint("最后一位可能是 X"))
        #expect(
            field.text == """
                <div class="field field-wrong">
                <label for="f-id">身份证号码 <span class="need">必填</span></label>
                <p class="hint" id="f-id-hint">最后一位可能是 X</p>
                <p class="problem" id="f-id-problem"><span class="unseen">有误：</span>填写 18 位</p>
                <input id="f-id" name="id" aria-describedby="f-id-hint f-id-problem" aria-required="true" \
                aria-invalid="true" type="text" autocomplete="off" value="5301" size="20" spellcheck="false" \
                autocapitalize="off">
                </div>

                """)
    }

    @Test func `the summary leads to the first control of each field`() {
        var form = Form(language: .en)
        form.problems = [FieldProblem("day", "June has no day 31"), FieldProblem("one", "Choose one")]
        let html: HTML = """
            \(form.problemSummary)\(form.date("day", "Day"))\(form.radios("one", "Which", [.init("a", "A"), .init("b", "B")]))
            """
        let markup = Markup(html)
        #expect(markup.brokenReferences == [])
        let first = markup.elements.first { $0.attributes["id"] == Form.id("one") }
        #expect(first?.attributes["value"] == "a")
        #expect(html.text.contains("<h2 id=\"problems-title\">There are 2 problems</h2>"))
    }

    @Test func `an empty form shows no summary`() {
        #expect(Form(language: .zh).problemSummary.isEmpty)
    }

    @Test func `what was answered is filled in again`() {
        var form = Form(
            language: .en, values: FormValues(["name": "Wen \"Na\"", "place": "b", "one": "b", "agree": "yes"]))
        form.values.append("many", "a")
        form.values.append("many", "c")
        form.values.append("note", "\nfirst line empty")
        let choices = ["a", "b", "c"].map { Form.Choice($0, $0) }
        #expect(form.text("name", "Name").text.contains("value=\"Wen &quot;Na&quot;\""))
        #expect(form.select("place", "Place", choices).text.contains("<option value=\"b\" selected>"))
        #expect(form.radios("one", "One", choices).text.contains("value=\"b\" checked>"))
        let many = form.checkboxes("many", "Many", choices).text
        #expect(many.contains("value=\"a\" checked") && many.contains("value=\"c\" checked"))
        #expect(!many.contains("value=\"b\" checked"))
        #expect(form.checkbox("agree", "I agree").text.contains("value=\"yes\" checked"))
        #expect(form.textArea("note", "Note").text.contains(">\n\nfirst line empty</textarea>"))
    }

    @Test func `a password never goes back into the page`() {
        let form = Form(language: .zh, values: FormValues(["secret": "hunter2"]))
        #expect(!form.text("secret", "密码", .password).text.contains("hunter2"))
        #expect(!form.text("secret", "密码", .newPassword).text.contains("hunter2"))
    }

    @Test func `different names have different ids without blanks or quotes`() {
        let names = ["a.b", "a-b", "a b", "a\"b", "a_b", "a", "中文", "a[0]", "a[1]", ""]
        let ids = names.map(Form.id)
        #expect(Set(ids).count == names.count)
        for id in ids {
            #expect(id.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") })
        }
    }

    @Test func `the form carries its token and its encoding`() {
        let html = Form(language: .zh).element(to: "/zh/apply", csrf: "t&k", isMultipart: true, "x")
        #expect(
            html.text == """
                <form class="form" method="post" action="/zh/apply" novalidate enctype="multipart/form-data">
                <input type="hidden" name="csrf" value="t&amp;k">
                x
                </form>

                """)
    }
}
