import FEEL
import Vocabulary

/// One fact the government asks for, defined once and shared by every item that needs it (数据元).
public final class DataElement: Coded, Dated {
    public let code: ElementCode
    public let label: Bilingual
    public let type: ElementType
    /// Where it stands on the form.
    public let section: SectionCode?
    /// One sentence of help beside the field.
    public let hint: Bilingual?
    /// Sensitive personal information: masked by default, unmasked only for a named purpose.
    public let sensitive: Bool
    /// 本人自述: the person writes it freely, so it may name anything. It is stored sealed, but shown as it is.
    public let ownWords: Bool
    /// Sources that may already know the value (`register`, `market-regulation`, `account` …).
    public let prefill: [String]
    /// Whether a person can change this fact by acting (register, wait, pay), so that advice may name it.
    public let changeable: Bool
    /// A fact that follows from others and is therefore never asked (sex from the identity number).
    public let derived: FEEL.Expression?
    public let effective: EffectivePeriod
    public let source: Source

    public init(
        code: ElementCode, label: Bilingual, type: ElementType, section: SectionCode? = nil,
        hint: Bilingual? = nil, sensitive: Bool = false, ownWords: Bool = false, prefill: [String] = [],
        changeable: Bool = false,
        derived: FEEL.Expression? = nil,
        effective: EffectivePeriod, source: Source
    ) {
        self.code = code
        self.label = label
        self.type = type
        self.section = section
        self.hint = hint
        self.sensitive = sensitive
        self.ownWords = ownWords
        self.prefill = prefill
        self.changeable = changeable
        self.derived = derived
        self.effective = effective
        self.source = source
    }
}

/// What kind of value an element holds, and how it appears in rules.
public enum ElementType: Hashable, Sendable {
    /// Characters (not bytes); a string in rules.
    case text(maxLength: Int)
    /// 公民身份号码; a string in rules.
    case citizenID
    /// 统一社会信用代码; a string in rules.
    case creditCode
    /// Mobile number; a string in rules.
    case phone
    /// Bank card or account number with a Luhn digit; a string in rules.
    case bankCard
    /// Six-digit division code; a string in rules.
    case region
    /// A civil date; a date in rules.
    case date
    /// A month `2024-07`; the first day of the month in rules.
    case month
    /// A whole number within the bounds; a number in rules.
    case integer(min: Int?, max: Int?)
    /// A number with at most `scale` digits after the point; a number in rules.
    case decimal(scale: Int, min: Int?, max: Int?)
    /// An amount; a number of yuan in rules.
    case money
    case boolean
    /// One code of a list; a string in rules.
    case code(CodeListCode)
    /// Several codes of a list; a list of strings in rules.
    case codes(CodeListCode)
    /// A postal address in free text; a string in rules.
    case address
}

/// A group of fields on the form (基本信息, 创业信息 …), in the order of the catalog's files.
public struct Section: Coded {
    public let code: SectionCode
    public let name: Bilingual

    public init(code: SectionCode, name: Bilingual) {
        self.code = code
        self.name = name
    }
}

/// A list of permitted values (代码表), each with its Chinese and English name.
public final class CodeList: Coded, Dated {
    public struct Value: Hashable, Sendable {
        public let code: String
        public let name: Bilingual
        /// Values that are kept for stored cases and no longer offered.
        public let retired: Bool

        public init(code: String, name: Bilingual, retired: Bool = false) {
            self.code = code
            self.name = name
            self.retired = retired
        }
    }

    public let code: CodeListCode
    public let name: Bilingual
    public let values: [Value]
    public let effective: EffectivePeriod
    public let source: Source
    private let places: [String: Int]

    public init(code: CodeListCode, name: Bilingual, values: [Value], effective: EffectivePeriod, source: Source) {
        self.code = code
        self.name = name
        self.values = values
        self.effective = effective
        self.source = source
        places = Dictionary(values.enumerated().map { ($1.code, $0) }, uniquingKeysWith: { first, _ in first })
    }

    public subscript(code: String) -> Value? { places[code].map { values[$0] } }
}
