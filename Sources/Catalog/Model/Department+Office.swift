import Vocabulary

extension Department {
    /// The department's office for a place: the known one, or one whose credit code is formed from the place and the
    /// department's organisation code. A city-level department serves a county from its city, and so on.
    ///
    /// - Returns: nil when the department has no valid organisation code.
    public func office(in region: RegionCode) -> Office? {
        let seat = seat(for: region)
        if let known = offices[seat] { return office(seat, known) }
        guard let organisationCode,
            let formed = try? CreditCode.synthetic(
                prefix: organisationKind, region: seat, organisation: organisationCode)
        else { return nil }
        return office(seat, formed)
    }

    private func office(_ seat: RegionCode, _ creditCode: CreditCode) -> Office {
        Office(department: code, region: seat, creditCode: creditCode, name: name)
    }

    private func seat(for region: RegionCode) -> RegionCode {
        switch officeLevel {
        case .national, .province: region.province
        case .city: region.prefecture ?? region
        case .county, .township, .village: region
        }
    }
}
