import Documents
import Vocabulary

/// What is wrong with one field, in the visitor's language.
struct FieldProblem: Hashable, Sendable {
    /// Name of the field.
    let field: String
    /// Says what to do: "填写手机号码，11 位数字".
    let message: String

    init(_ field: String, _ message: String) {
        self.field = field
        self.message = message
    }
}

/// A form as it is shown: with what was answered so far and what is wrong with it.
///
/// Each method makes one field with its label, hint, problem and earlier answer, tied together by ids, so that a screen
/// reader reads all of them and the summary of problems leads to the field.
struct Form {
    let language: Language
    var values = FormValues()
    var problems: [FieldProblem] = []

    /// What a field may say about itself beside its label.
    struct Notes {
        var hint: String?
        /// Where a value that is already filled in came from.
        var source: String?
        var isRequired = true

        static let none = Notes()
        static func hint(_ text: String) -> Notes { Notes(hint: text) }
        static let optional = Notes(isRequired: false)
    }

    func problem(_ field: String) -> String? { problems.first { $0.field == field }?.message }

    /// The whole form. Files need `isMultipart`.
    func element(to address: String, csrf token: String, isMultipart: Bool = false, _ content: HTML) -> HTML {
        """
        <form class="form" method="post" action="\(link: address)" novalidate\
        \(" enctype=\"multipart/form-data\"", if: isMultipart)>
        \(HTML.csrf(token))
        \(content)
        </form>

        """
    }

    /// All problems at the top of the page, each leading to its field; nothing when there are none.
    var problemSummary: HTML {
        guard !problems.isEmpty else { return .empty }
        let items = problems.map { problem -> HTML in
            "<li><a href=\"#\(Self.id(problem.field))\">\(problem.message)</a></li>\n"
        }
        return """
            <section class="problems" role="alert" aria-labelledby="problems-title" tabindex="-1" autofocus>
            <h2 id="problems-title">\(language("有 \(problems.count) 处需要改正", count))</h2>
            <ul>
            \(items)\
            </ul></section>

            """
    }

    private var count: String {
        problems.count == 1 ? "There is a problem" : "There are \(problems.count) problems"
    }

    /// The id of a field's first control. Names keep letters, digits and underscores; everything else is written as a
    /// number, so that different names have different ids.
    static func id(_ field: String) -> String {
        "f-"
            + field.unicodeScalars.map { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", "_": String(scalar)
                default: "-\(String(scalar.value, radix: 16))-"
                }
            }.joined()
    }

    // MARK: - Around a field

    /// The ids that a control is described by; nil when there are none.
    func description(of field: String, _ notes: Notes) -> String? {
        let id = Self.id(field)
        var ids: [String] = []
        if notes.hint != nil { ids.append(id + "-hint") }
        if notes.source != nil { ids.append(id + "-source") }
        if problem(field) != nil { ids.append(id + "-problem") }
        return ids.isEmpty ? nil : ids.joined(separator: " ")
    }

    /// Whether an answer is needed, in words.
    func need(_ notes: Notes) -> HTML {
        notes.isRequired
            ? " <span class=\"need\">\(language("必填", "required"))</span>"
            : " <span class=\"need\">\(language("选填", "optional"))</span>"
    }

    /// Hint, source and problem, in this order, between the label and the control.
    func remarks(_ field: String, _ notes: Notes) -> HTML {
        let id = Self.id(field)
        return """
            \(notes.hint.map { hint -> HTML in "<p class=\"hint\" id=\"\(id)-hint\">\(hint)</p>\n" })\
            \(notes.source.map { source -> HTML in "<p class=\"source\" id=\"\(id)-source\">\(source)</p>\n" })\
            \(problem(field).map { problem -> HTML in
                "<p class=\"problem\" id=\"\(id)-problem\">\(HTML.unseen(language("有误：", "Error: ")))\(problem)</p>\n"
            })
            """
    }

    /// A field with one control.
    func field(_ name: String, _ label: String, _ notes: Notes, _ control: HTML) -> HTML {
        """
        <div class="field\(" field-wrong", if: problem(name) != nil)">
        <label for="\(Self.id(name))">\(label)\(need(notes))</label>
        \(remarks(name, notes))\
        \(control)
        </div>

        """
    }

    /// A field with several controls under one question.
    func group(_ name: String, _ legend: String, _ notes: Notes, _ controls: HTML) -> HTML {
        """
        <fieldset class="field\(" field-wrong", if: problem(name) != nil)"\
        \(attribute: "aria-describedby", description(of: name, notes))>
        <legend>\(legend)\(need(notes))</legend>
        \(remarks(name, notes))\
        \(controls)\
        </fieldset>

        """
    }

    /// The attributes that every control has.
    func attributes(_ name: String, _ notes: Notes) -> HTML {
        """
         id="\(Self.id(name))" name="\(name)"\(attribute: "aria-describedby", description(of: name, notes))\
        \(" aria-required=\"true\"", if: notes.isRequired)\(" aria-invalid=\"true\"", if: problem(name) != nil)
        """
    }
}
