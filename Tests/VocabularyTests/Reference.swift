import Foundation

/// Reference material that may lie beside the repository; it is compared with, never copied in.
enum Reference {
    /// The package, even where this folder is linked into another.
    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The contents of a file of the reference data, or nil, with a note, where it is not there.
    static func data(_ name: String) throws -> Data? {
        let file = root.appending(path: "../shared/data/\(name)")
        guard FileManager.default.fileExists(atPath: file.path) else {
            print("Skipped: the reference file ../shared/data/\(name) is not beside the repository.")
            return nil
        }
        return try Data(contentsOf: file)
    }
}
