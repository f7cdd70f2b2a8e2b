import Documents
import Vocabulary

extension Form {
    /// What is typed into a line of text: it chooses the keyboard of a phone and the width of the box.
    enum TextKind: Hashable, Sendable {
        case plain
        /// Digits only, such as a code; not for amounts.
        case digits
        /// A citizen identity number: digits and perhaps an X.
        case citizenID
        case phone, email
        /// Yuan, shown after a ¥.
        case money
        case password, newPassword
        case search
    }

    /// One line of text.
    /// - Parameters:
    ///   - autocomplete: What a browser may fill in (`name`, `tel`, `street-address`…; WCAG 1.3.5).
    ///   - width: Characters that the box should show; nil for the whole line.
    func text(
        _ name: String, _ label: String, _ kind: TextKind = .plain, _ notes: Notes = .none, autocomplete: String? = nil,
        width: Int? = nil, maximumLength: Int? = nil
    ) -> HTML {
        let isSecret = kind == .password || kind == .newPassword
        let shape = kind.attributes
        // A password never goes back into the page.
        let input: HTML = """
            <input\(attributes(name, notes)) type="\(shape.type)"\(attribute: "inputmode", shape.inputMode)\
            \(attribute: "autocomplete", autocomplete ?? shape.autocomplete)\
            \(attribute: "value", isSecret ? nil : values[name])\
            \(attribute: "maxlength", maximumLength.map { String($0) })\
            \(attribute: "size", (width ?? shape.width).map { String($0) })\
            \(" spellcheck=\"false\" autocapitalize=\"off\"", if: kind != .plain && kind != .search)>
            """
        let control: HTML =
            kind == .money ? "<span class=\"with-sign\"><span aria-hidden=\"true\">¥</span>\(input)</span>" : input
        return field(name, label, notes, control)
    }

    /// Several lines of text.
    func textArea(_ name: String, _ label: String, _ notes: Notes = .none, rows: Int = 5, maximumLength: Int? = nil)
        -> HTML
    {
        // The first line break behind the tag does not count as content.
        field(
            name, label, notes,
            """
            <textarea\(attributes(name, notes)) rows="\(rows)"\(attribute: "maxlength", maximumLength.map { String($0) })>
            \(values[name] ?? "")</textarea>
            """)
    }

    /// A day in three boxes, `name-year`, `name-month` and `name-day`: typed faster than picked, on every device.
    /// - Parameter isBirthday: Whether a browser may fill in the visitor's birthday.
    func date(_ name: String, _ legend: String, _ notes: Notes = .none, isBirthday: Bool = false) -> HTML {
        let parts = [
            ("year", language("年", "Year"), 4, "bday-year"), ("month", language("月", "Month"), 2, "bday-month"),
            ("day", language("日", "Day"), 2, "bday-day"),
        ]
        let boxes = parts.map { part, label, width, autocomplete -> HTML in
            // The summary of problems leads to the first box.
            let id = part == "year" ? Self.id(name) : Self.id("\(name)-\(part)")
            return """
                <span><label for="\(id)">\(label)</label><input id="\(id)" name="\(name)-\(part)" inputmode="numeric" \
                size="\(width)" maxlength="\(width)"\(attribute: "autocomplete", isBirthday ? autocomplete : nil)\
                \(attribute: "value", values["\(name)-\(part)"])\(" aria-invalid=\"true\"", if: problem(name) != nil)></span>

                """
        }
        return group(name, legend, notes, "<div class=\"date\">\n\(boxes)</div>\n")
    }

    /// A file, or a photo taken on the spot.
    /// - Parameters:
    ///   - accepted: Types and endings that the file chooser offers.
    ///   - current: The file that is already there, shown by name.
    func file(
        _ name: String, _ label: String, _ notes: Notes = .none, accepted: [String] = ["image/*", "application/pdf"],
        current: HTML? = nil
    ) -> HTML {
        field(
            name, label, notes,
            """
            \(current.map { file -> HTML in
                "<p class=\"source\">\(language("已上传：", "Uploaded: "))\(file)</p>\n"
            })\
            <input\(attributes(name, notes)) type="file" accept="\(accepted.joined(separator: ","))">
            """)
    }
}

extension Form.TextKind {
    fileprivate struct Attributes {
        var type = "text"
        var inputMode: String?
        var autocomplete: String?
        var width: Int?
    }

    fileprivate var attributes: Attributes {
        switch self {
        case .plain: Attributes()
        case .digits: Attributes(inputMode: "numeric", width: 12)
        case .citizenID: Attributes(autocomplete: "off", width: 20)
        case .phone: Attributes(type: "tel", autocomplete: "tel", width: 15)
        case .email: Attributes(type: "email", autocomplete: "email", width: 30)
        case .money: Attributes(inputMode: "decimal", width: 12)
        case .password: Attributes(type: "password", autocomplete: "current-password", width: 30)
        case .newPassword: Attributes(type: "password", autocomplete: "new-password", width: 30)
        case .search: Attributes(type: "search", width: 30)
        }
    }
}
