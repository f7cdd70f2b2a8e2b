// Decision models in XML: read, link, and decide everything without facts.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard let definitions = try? Definitions(reading: UnsafeBufferPointer(start: start, count: count)) else { return 0 }
    let model = DecisionModel(definitions)
    _ = model.problems
    _ = model.decisions
    return 0
}
