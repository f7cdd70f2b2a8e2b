import ArgumentParser
import Foundation

/// What a command is given to read: a file, a pipe, or standard input for `-`.
enum Input {
    /// - Throws: `CocoaError` with the path when it cannot be read.
    static func bytes(_ path: String) throws -> Data {
        if path == "-" { return FileHandle.standardInput.readDataToEndOfFile() }
        do {
            // Reading a file whole by its name fails for a pipe, which has no length.
            return try FileHandle(forReadingFrom: URL(fileURLWithPath: path)).readToEnd() ?? Data()
        } catch let error as CocoaError {
            throw CocoaError(error.code, userInfo: [NSFilePathErrorKey: path])
        }
    }

    /// - Parameter what: what is read, for the complaint.
    static func text(_ path: String, _ what: String) throws -> String {
        guard let text = String(validating: try bytes(path), as: UTF8.self) else {
            throw ValidationError("\(what): \(path) is not text in UTF-8")
        }
        return text
    }
}
