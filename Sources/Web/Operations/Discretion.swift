/// Keeps personal numbers out of logs, whatever an error's text has picked up.
enum Discretion {
    /// The text with identity, telephone and card numbers masked. Case numbers stay: they are 43 characters in one piece.
    static func masked(_ text: String) -> String {
        var result = ""
        var run = ""
        func flush() {
            result += isPersonal(run) ? String(run.prefix(3)) + "…" : run
            run = ""
        }
        for character in text {
            if character.isASCII, character.isLetter || character.isNumber {
                run.append(character)
            } else {
                flush()
                result.append(character)
            }
        }
        flush()
        return result
    }

    /// 11 digits from 1 (mobile telephones), 15 or 18 of identity numbers, 16 to 19 of bank cards.
    private static func isPersonal(_ run: String) -> Bool {
        let body = run.last.map { "xX".contains($0) } == true && run.count == 18 ? run.dropLast() : run[...]
        guard !body.isEmpty, body.allSatisfy(\.isNumber) else { return false }
        return run.count == 11 && run.first == "1" || (15...19).contains(run.count)
    }
}
