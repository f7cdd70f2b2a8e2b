import FEEL
import Vocabulary

extension Catalog {
    /// Reads what a person wrote for an element into the value rules see; an empty text is `null`, not given.
    ///
    /// - Parameters:
    ///   - texts: one text, or several for an element that holds several codes.
    public func value(of element: DataElement, from texts: [String]) throws(AnswerRefused) -> FEEL.Value {
        try AnswerReader(codeLists: codeLists).value(of: element, from: texts)
    }

    public func value(of element: DataElement, from text: String) throws(AnswerRefused) -> FEEL.Value {
        try AnswerReader(codeLists: codeLists).value(of: element, from: text)
    }
}

/// Reads what people write into the values rules see.
struct AnswerReader {
    let codeLists: Entries<CodeList>

    func value(of element: DataElement, from texts: [String]) throws(AnswerRefused) -> FEEL.Value {
        let given = texts.map(Self.trimmed).filter { !$0.isEmpty }
        guard let first = given.first else { return .null }
        if case .codes(let list) = element.type {
            var values: [FEEL.Value] = []
            for code in given {
                let value = FEEL.Value.string(try known(code, in: list, element))
                if !values.contains(value) { values.append(value) }
            }
            return .list(values)
        }
        guard given.count == 1 else {
            throw refusal(element, .init("只能有一个值", "only one value can be given"))
        }
        return try value(of: element, from: first)
    }

    func value(of element: DataElement, from text: String) throws(AnswerRefused) -> FEEL.Value {
        let text = Self.trimmed(text)
        if text.isEmpty { return .null }
        do throws(Flawed) {
            switch element.type {
            case .text(let maxLength):
                try within(maxLength, text)
                return .string(text)
            case .address:
                try within(200, text)
                return .string(text)
            case .citizenID: return .string(try proven(CitizenID.self, text.uppercased()).text)
            case .creditCode: return .string(try proven(CreditCode.self, text.uppercased()).text)
            case .phone: return .string(try proven(Phone.self, text).text)
            case .bankCard: return .string(try proven(BankCard.self, text.filter { $0 != " " }).text)
            case .region: return .string(try proven(RegionCode.self, text).description)
            case .date: return Rules.date(try proven(CalendarDay.self, text))
            case .month: return Rules.date(try proven(CalendarDay.self, text.utf8.count == 7 ? text + "-01" : text))
            case .integer(let min, let max): return .number(try number(text, scale: 0, min, max))
            case .decimal(let scale, let min, let max): return .number(try number(text, scale: scale, min, max))
            case .money: return Rules.number(try proven(Money.self, text))
            case .boolean:
                guard let value = Self.booleans[text] else { throw .init("应为是或否", "must be yes or no") }
                return .boolean(value)
            case .code(let list), .codes(let list): return .string(try known(text, in: list))
            }
        } catch {
            throw refusal(element, error.message)
        }
    }

    /// A flaw before it is known which element has it.
    struct Flawed: Error {
        let message: Bilingual

        init(_ zh: String, _ en: String) { message = .init(zh, en) }
        init(_ message: Bilingual) { self.message = message }
    }

    private static let booleans = ["true": true, "false": false, "yes": true, "no": false, "是": true, "否": false]

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last else { return "" }
        if !isSpace(first), !isSpace(last) { return text }
        guard let start = scalars.firstIndex(where: { !isSpace($0) }),
            let end = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(scalars[start...end])
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? scalar.value == 0x20 || (0x09...0x0D).contains(scalar.value) : scalar.properties.isWhitespace
    }

    private func refusal(_ element: DataElement, _ message: Bilingual) -> AnswerRefused {
        AnswerRefused(
            element: element.code,
            message: .init(zh: "\(element.label.zh)：\(message.zh)", en: "\(element.label.en): \(message.en)"))
    }

    private func within(_ maxLength: Int, _ text: String) throws(Flawed) {
        // Most texts are short; characters are counted only when the bytes are more than the characters may be.
        guard text.utf8.count <= maxLength || text.count <= maxLength else {
            throw Flawed(
                "最多 \(maxLength) 个字，现有 \(text.count) 个", "at most \(maxLength) characters, there are \(text.count)")
        }
        guard !text.utf8.contains(where: { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 || $0 == 0x7F })
        else {
            throw Flawed("含有控制字符", "it contains control characters")
        }
    }

    private func proven<Value: TextValue>(_ type: Value.Type, _ text: String) throws(Flawed) -> Value {
        do throws(Value.Flawed) {
            return try Value(parsing: text)
        } catch {
            throw Flawed(error.message)
        }
    }

    private func number(_ text: String, scale: Int, _ min: Int?, _ max: Int?) throws(Flawed) -> Decimal128 {
        guard let number = Decimal128(parsing: text), let rounded = number.rounded(to: scale, .down), rounded == number
        else {
            throw scale == 0
                ? Flawed("应为整数", "must be a whole number")
                : Flawed("应为数字，最多 \(scale) 位小数", "must be a number with at most \(scale) decimals")
        }
        if let min, number < Decimal128(min) { throw Flawed("不能小于 \(min)", "must be at least \(min)") }
        if let max, Decimal128(max) < number { throw Flawed("不能大于 \(max)", "must be at most \(max)") }
        return number
    }

    private func known(_ code: String, in list: CodeListCode) throws(Flawed) -> String {
        guard codeLists[list]?[code] != nil else {
            throw Flawed("没有代码“\(code)”", "there is no code “\(code)”")
        }
        return code
    }

    private func known(_ code: String, in list: CodeListCode, _ element: DataElement) throws(AnswerRefused) -> String {
        do throws(Flawed) {
            return try known(code, in: list)
        } catch {
            throw refusal(element, error.message)
        }
    }
}
