import Cases
import Catalog
import Documents
import Ledger
import Vocabulary

/// One data element as a control of a form: how it is asked, filled in, and read back.
struct ElementControl {
    let element: DataElement
    let catalog: Catalog
    let language: Language

    private var name: String { element.code.rawValue }
    private var label: String { element.label(language) }

    /// Few choices stand in sight; many open as a list.
    private static let mostRadios = 7

    /// The control with its label, hint, source and problem.
    func html(in form: Form, isRequired: Bool, source: String? = nil) -> HTML {
        let notes = Form.Notes(hint: hint, source: source, isRequired: isRequired)
        switch element.type {
        case .text(let most):
            return most > 60
                ? form.textArea(name, label, notes, rows: 3, maximumLength: most)
                : form.text(
                    name, label, notes: notes, autocomplete: element.code == Identity.name ? "name" : nil,
                    maximumLength: most)
        case .address:
            return form.textArea(name, label, notes, rows: 2, maximumLength: 200)
        case .citizenID: return form.text(name, label, .citizenID, notes, maximumLength: 22)
        case .creditCode: return form.text(name, label, notes: notes, width: 22, maximumLength: 24)
        case .phone: return form.text(name, label, .phone, notes, maximumLength: 20)
        case .bankCard: return form.text(name, label, .digits, notes, autocomplete: "off", width: 24, maximumLength: 30)
        case .region: return region(form, notes)
        case .date: return form.date(name, label, notes)
        case .month: return month(form, notes)
        case .integer: return form.text(name, label, .digits, notes, width: 8, maximumLength: 12)
        case .decimal: return form.text(name, label, notes: notes, width: 10, maximumLength: 16)
        case .money: return form.text(name, label, .money, notes, maximumLength: 20)
        case .boolean:
            return form.radios(
                name, label, [.init("true", language("是", "Yes")), .init("false", language("否", "No"))], notes)
        case .code(let list):
            let choices = choices(list)
            return choices.count <= Self.mostRadios
                ? form.radios(name, label, choices, notes) : form.select(name, label, choices, notes)
        case .codes(let list): return form.checkboxes(name, label, choices(list), notes)
        }
    }

    private var hint: String? {
        if let hint = element.hint { return hint(language) }
        switch element.type {
        case .date: return language("例如 2024 年 6 月 7 日", "For example 2024 6 7")
        case .month: return language("例如 2024 年 6 月", "For example 2024 6")
        case .citizenID: return language("18 位，最后一位可以是 X", "18 characters; the last may be X")
        case .creditCode: return language("18 位数字和字母", "18 digits and letters")
        default: return nil
        }
    }

    private func choices(_ list: CodeListCode) -> [Form.Choice] {
        (catalog.codeLists[list]?.values ?? []).filter { !$0.retired }.map { .init($0.code, $0.name(language)) }
    }

    private func region(_ form: Form, _ notes: Form.Notes) -> HTML {
        form.field(name, label, notes, "\(RegionList(language: language).select(name, in: form, notes))")
    }

    /// A month in two boxes, `name-year` and `name-month`.
    private func month(_ form: Form, _ notes: Form.Notes) -> HTML {
        let parts = [("year", language("年", "Year"), 4), ("month", language("月", "Month"), 2)]
        let boxes = parts.map { part, label, width -> HTML in
            let id = part == "year" ? Form.id(name) : Form.id("\(name)-\(part)")
            return """
                <span><label for="\(id)">\(label)</label><input id="\(id)" name="\(name)-\(part)" inputmode="numeric" \
                size="\(width)" maxlength="\(width)"\(attribute: "value", form.values["\(name)-\(part)"])\
                \(" aria-invalid=\"true\"", if: form.problem(name) != nil)></span>

                """
        }
        return form.group(name, label, notes, "<div class=\"date\">\n\(boxes)</div>\n")
    }
}

extension Form {
    /// A line of plain text.
    fileprivate func text(
        _ name: String, _ label: String, notes: Notes, autocomplete: String? = nil, width: Int? = nil,
        maximumLength: Int?
    ) -> HTML {
        text(name, label, .plain, notes, autocomplete: autocomplete, width: width, maximumLength: maximumLength)
    }
}

extension ElementControl {
    // MARK: - Filling in

    /// Puts a stored value into the form.
    func fill(_ values: inout FormValues, with value: JSON) {
        switch element.type {
        case .date, .month:
            guard let text = value.text, let day = try? CalendarDay(parsing: text.utf8.count == 7 ? text + "-01" : text)
            else { return }
            values.append("\(name)-year", String(day.year))
            values.append("\(name)-month", String(day.month))
            if element.type == .date { values.append("\(name)-day", String(day.day)) }
        default:
            for text in value.plainTexts { values.append(name, text) }
        }
    }

    // MARK: - Reading

    enum Answer {
        case missing
        case value(JSON)
        case refused(String)
    }

    /// What the form says about the element.
    func read(_ values: FormValues) -> Answer {
        var texts: [String]
        switch element.type {
        case .date:
            switch values.date(name) {
            case .missing: return .missing
            case .invalid: return .refused(language("\(label)：日历上没有这一天", "\(label): there is no such day"))
            case .day(let day): texts = [day.description]
            }
        case .month:
            let year = values.text("\(name)-year")?.halfWidthDigits
            let month = values.text("\(name)-month")?.halfWidthDigits
            if year == nil, month == nil { return .missing }
            guard let year = year.flatMap({ Int($0) }), let month = month.flatMap({ Int($0) }),
                (1000...9999).contains(year),
                (1...12).contains(month)
            else { return .refused(language("\(label)：填写年份和月份", "\(label): give the year and the month")) }
            texts = ["\(year)-\(month < 10 ? "0" : "")\(month)"]
        case .codes: texts = values.all(name)
        default: texts = values.text(name).map { [tidied($0)] } ?? []
        }
        texts.removeAll(where: \.isEmpty)
        guard !texts.isEmpty else { return .missing }
        do throws(AnswerRefused) {
            guard let value = JSON(try catalog.value(of: element, from: texts)) else { return .missing }
            return .value(value)
        } catch {
            return .refused(error.message(language).sentence(language))
        }
    }

    /// Without what people add to make numbers readable.
    private func tidied(_ text: String) -> String {
        switch element.type {
        case .citizenID, .creditCode, .phone, .bankCard: text.halfWidthDigits.filter { !$0.isWhitespace && $0 != "-" }
        case .money: text.halfWidthDigits.filter { !$0.isWhitespace && !",，¥￥元".contains($0) }
        case .integer, .decimal: text.halfWidthDigits.filter { !$0.isWhitespace }
        default: text
        }
    }

    /// What to say when a needed answer is missing.
    var missingMessage: String {
        switch element.type {
        case .boolean, .code, .codes, .region: language("请选择\(label)", "Choose: \(label)")
        default: language("请填写\(label)", "Fill in: \(label)")
        }
    }
}

extension ElementControl {
    // MARK: - Showing

    /// A value as a person reads it.
    /// - Parameter isMasked: whether personal numbers and addresses show only in part.
    func text(_ value: JSON, isMasked: Bool = false) -> String {
        switch element.type {
        case .boolean: return value.flag.map { $0 ? language("是", "Yes") : language("否", "No") } ?? ""
        case .code(let list), .codes(let list):
            return value.plainTexts.map { code in catalog.codeLists[list]?[code]?.name(language) ?? code }
                .joined(separator: language("、", ", "))
        case .region:
            guard let code = value.text.flatMap({ try? RegionCode(parsing: $0) }) else { return value.text ?? "" }
            return language(Regions.fullName(of: code), Regions.fullEnglishName(of: code))
        case .date: return value.text.flatMap { try? CalendarDay(parsing: $0) }?.text(language) ?? value.text ?? ""
        case .month:
            guard let text = value.text, let day = try? CalendarDay(parsing: text.utf8.count == 7 ? text + "-01" : text)
            else {
                return value.text ?? ""
            }
            return language("\(day.year)年\(day.month)月", "\(day.year)-\(day.month < 10 ? "0" : "")\(day.month)")
        case .money:
            let text = value.plainTexts.first ?? ""
            return (try? Money(parsing: text)).map { "¥" + $0.description } ?? text
        case .citizenID:
            return isMasked ? (value.text.flatMap { try? CitizenID(parsing: $0) }?.masked ?? "") : value.text ?? ""
        case .phone: return isMasked ? (value.text.flatMap { try? Phone(parsing: $0) }?.masked ?? "") : value.text ?? ""
        case .bankCard:
            return isMasked ? (value.text.flatMap { try? BankCard(parsing: $0) }?.masked ?? "") : value.text ?? ""
        case .address: return isMasked ? Masking.address(value.text ?? "") : value.text ?? ""
        case .text: return isMasked && element.sensitive ? Masking.name(value.text ?? "") : value.text ?? ""
        case .creditCode, .integer, .decimal: return value.plainTexts.first ?? ""
        }
    }
}

extension JSON {
    /// The value as a form would send it.
    var plainTexts: [String] {
        switch self {
        case .null, .object: []
        case .bool(let flag): [flag ? "true" : "false"]
        case .number(let text), .string(let text): [text]
        case .array(let elements): elements.flatMap(\.plainTexts)
        }
    }
}
