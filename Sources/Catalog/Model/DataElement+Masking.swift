import Vocabulary

extension DataElement {
    /// A value as it may be shown to whoever has no purpose for the whole of it.
    public func masked(_ value: String) -> String {
        switch type {
        case .citizenID: (try? CitizenID(parsing: value).masked) ?? ""
        case .phone: (try? Phone(parsing: value).masked) ?? ""
        case .bankCard: (try? BankCard(parsing: value).masked) ?? ""
        case .address: Masking.address(value)
        default:
            if code == "full_name" || code == "spouse_name" {
                Masking.name(value)
            } else {
                sensitive ? "****" : value
            }
        }
    }
}
