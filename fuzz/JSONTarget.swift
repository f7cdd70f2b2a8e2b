// JSON: what is read and written reads as the same value.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard let value = try? JSON(parsing: UnsafeBufferPointer(start: start, count: count)) else { return 0 }
    guard let again = try? JSON(parsing: value.encodedText), again == value else { fatalError("written otherwise than read") }
    return 0
}
