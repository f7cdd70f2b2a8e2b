/// What one position of a pattern admits.
indirect enum CharacterSet: Sendable {
    case scalar(Unicode.Scalar)
    case range(UInt32, UInt32)
    case categories(Set<Unicode.GeneralCategory>)
    case any
    /// `.` without the flag `s`.
    case notLineEnd
    case union([CharacterSet])
    case negation(CharacterSet)
    case difference(CharacterSet, CharacterSet)

    /// - Parameter ignoringCase: single characters and ranges stand also for the case variants of what they contain;
    ///   categories do not.
    func contains(_ scalar: Unicode.Scalar, ignoringCase: Bool = false) -> Bool {
        switch self {
        case .scalar, .range:
            let value = scalar.value
            if spans(value) { return true }
            return ignoringCase && CharacterSet.caseVariants(of: scalar).contains { spans($0) }
        case .categories(let categories): return categories.contains(scalar.properties.generalCategory)
        case .any: return true
        case .notLineEnd: return scalar != "\n" && scalar != "\r"
        case .union(let parts): return parts.contains { $0.contains(scalar, ignoringCase: ignoringCase) }
        case .negation(let part): return !part.contains(scalar, ignoringCase: ignoringCase)
        case .difference(let whole, let part):
            return whole.contains(scalar, ignoringCase: ignoringCase)
                && !part.contains(scalar, ignoringCase: ignoringCase)
        }
    }

    private func spans(_ value: UInt32) -> Bool {
        switch self {
        case .scalar(let own): own.value == value
        case .range(let lower, let upper): value >= lower && value <= upper
        default: false
        }
    }

    private static func caseVariants(of scalar: Unicode.Scalar) -> [UInt32] {
        let properties = scalar.properties
        return [properties.lowercaseMapping, properties.uppercaseMapping, properties.titlecaseMapping].compactMap {
            let scalars = $0.unicodeScalars
            return scalars.count == 1 ? scalars[scalars.startIndex].value : nil
        }
    }

    static let digits = CharacterSet.categories([.decimalNumber])
    static let spaces = CharacterSet.union([.scalar(" "), .scalar("\t"), .scalar("\n"), .scalar("\r")])
    static let wordCharacters = CharacterSet.negation(
        .categories(categories("P")!.union(categories("Z")!).union(categories("C")!)))
    /// What may begin an XML name.
    static let nameStarts = CharacterSet.union([.categories(categories("L")!), .scalar("_"), .scalar(":")])
    /// What may stand in an XML name.
    static let nameParts = CharacterSet.union([
        nameStarts, .categories(categories("M")!), .categories([.decimalNumber, .modifierLetter]), .scalar("."),
        .scalar("-"), .range(0xB7, 0xB7),
    ])

    /// The general categories that an abbreviation such as `Lu` or `L` stands for.
    static func categories(_ name: String) -> Set<Unicode.GeneralCategory>? {
        let found = abbreviations.filter { $0.key == name || (name.utf8.count == 1 && $0.key.hasPrefix(name)) }
        return found.isEmpty ? nil : Set(found.values)
    }

    private static let abbreviations: [String: Unicode.GeneralCategory] = [
        "Lu": .uppercaseLetter, "Ll": .lowercaseLetter, "Lt": .titlecaseLetter, "Lm": .modifierLetter,
        "Lo": .otherLetter, "Mn": .nonspacingMark, "Mc": .spacingMark, "Me": .enclosingMark, "Nd": .decimalNumber,
        "Nl": .letterNumber, "No": .otherNumber, "Pc": .connectorPunctuation, "Pd": .dashPunctuation,
        "Ps": .openPunctuation, "Pe": .closePunctuation, "Pi": .initialPunctuation, "Pf": .finalPunctuation,
        "Po": .otherPunctuation, "Sm": .mathSymbol, "Sc": .currencySymbol, "Sk": .modifierSymbol, "So": .otherSymbol,
        "Zs": .spaceSeparator, "Zl": .lineSeparator, "Zp": .paragraphSeparator, "Cc": .control, "Cf": .format,
        "Co": .privateUse, "Cn": .unassigned,
    ]
}
