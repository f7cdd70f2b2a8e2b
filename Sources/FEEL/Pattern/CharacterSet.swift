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

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .scalar(let own): own == scalar
        case .range(let lower, let upper): scalar.value >= lower && scalar.value <= upper
        case .categories(let categories): categories.contains(scalar.properties.generalCategory)
        case .any: true
        case .notLineEnd: scalar != "\n" && scalar != "\r"
        case .union(let parts): parts.contains { $0.contains(scalar) }
        case .negation(let part): !part.contains(scalar)
        case .difference(let whole, let part): whole.contains(scalar) && !part.contains(scalar)
        }
    }

    /// With the flag `i` a character matches if any of its case variants does.
    func contains(_ scalar: Unicode.Scalar, ignoringCase: Bool) -> Bool {
        if contains(scalar) { return true }
        guard ignoringCase else { return false }
        let properties = scalar.properties
        return [properties.lowercaseMapping, properties.uppercaseMapping, properties.titlecaseMapping].contains {
            let scalars = $0.unicodeScalars
            return scalars.count == 1 && contains(scalars[scalars.startIndex])
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
