import Foundation
import FEEL
import Vocabulary

// A catalog file of any content: it is read, or every mistake is named; nothing is trusted before.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    do {
        _ = try Catalog(files: [CatalogFile(path: "fuzz.yaml", text: text)])
    } catch {
        if error.diagnostics.isEmpty { fatalError("refused without a reason") }
        for diagnostic in error.diagnostics { _ = diagnostic.line(.en).count + diagnostic.line(.zh).count }
    }
    return 0
}
