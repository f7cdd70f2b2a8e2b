// Expressions and cells: parse, evaluate without facts, and write again what was read.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    if let expression = try? Expression(parsing: text) {
        _ = expression.evaluate { _ in .null }
        let written = expression.syntax.description
        guard (try? Expression(parsing: written, knownNames: expression.names)) != nil else {
            fatalError("what was written cannot be read again: \(written)")
        }
    }
    if let tests = try? UnaryTests(parsing: text) { _ = tests.admit(.null) }
    return 0
}
