import Vocabulary

extension CitizenID {
    /// The present number of a person from the number of 15 digits they had before (老号码, GB 11643-1989), which had two
    /// digits for the year and no check character; nil when it is none.
    public init?(old: some StringProtocol) {
        let text = String(old)
        guard text.utf8.count == 15, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let region = try? RegionCode(parsing: text.prefix(6)), let sequence = Int(text.suffix(3))
        else { return nil }
        let digits = text.dropFirst(6).prefix(6)
        guard
            let day = try? CalendarDay(
                parsing: "19\(digits.prefix(2))-\(digits.dropFirst(2).prefix(2))-\(digits.suffix(2))")
        else {
            return nil
        }
        let made = CitizenID(region: region, birthday: day, sequence: sequence)
        guard let checked = try? CitizenID(parsing: made.text) else { return nil }
        self = checked
    }
}
