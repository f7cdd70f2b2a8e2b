import FEEL
import Foundation
import Testing

@Suite struct `The DMN compatibility kit` {
    /// The kit beside the package, if it is there.
    private var kit: URL {
        URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("../shared/dmn-tck").standardizedFileURL
    }

    @Test func `passes as a whole, but for functions outside FEEL`() {
        guard FileManager.default.fileExists(atPath: kit.path) else {
            print("Skipped: there is no compatibility kit at \(kit.path)")
            return
        }
        let report = TCKRunner().run(kit)
        #expect(report.failures == [])
        #expect(report.passed > 2700)
        #expect(Set(report.external.map(\.group)) == ["compliance-level-3/0076-feel-external-java"])
        #expect(report.allPassed)
        #expect(report.json.contains("\"groups\""))
    }
}
