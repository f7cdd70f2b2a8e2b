// Bodies of forms, as browsers and others send them.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    for values in [try? FormValues(urlEncoded: bytes), try? FormValues(multipart: bytes, boundary: "x")] {
        guard let values else { continue }
        for entry in values.entries {
            _ = values.text(entry.name)
            _ = values.date(entry.name)
        }
    }
    return 0
}
