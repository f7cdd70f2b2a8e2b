// Every number and code that people type: a value that exists writes itself as it was read.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = UnsafeBufferPointer(start: start, count: count)
    func check<Value: TextValue>(_: Value.Type) {
        guard let value = try? Value(utf8: bytes) else { return }
        guard let again = try? Value(parsing: value.description), again == value else {
            fatalError("\(Value.self) written otherwise than read: \(value)")
        }
    }
    check(CitizenID.self)
    check(CreditCode.self)
    check(CaseNumber.self)
    check(ImplementationCode.self)
    check(RegionCode.self)
    check(BankCard.self)
    check(Phone.self)
    check(CalendarDay.self)
    check(Instant.self)
    check(Money.self)
    let text = String(decoding: bytes, as: UTF8.self)
    _ = Masking.name(text)
    _ = Masking.address(text)
    return 0
}
