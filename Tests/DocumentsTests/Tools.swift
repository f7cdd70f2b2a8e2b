import Foundation
import TestPrograms

/// Programs of other makers that read what we wrote.
enum Tools {
    /// Whether a program is on the path.
    static func has(_ program: String) -> Bool {
        (try? ChildProcess.run("/usr/bin/env", ["which", program]))?.status == 0
    }

    static let hasPoppler = ["pdftotext", "pdffonts", "pdfinfo", "pdftoppm"].allSatisfy(has)

    /// A Python that can read QR codes: the one named by `LIANBAN_PYTHON`, the project's `.venv`, or the system's.
    static let qrPython: String? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let candidates = [
            ProcessInfo.processInfo.environment["LIANBAN_PYTHON"], root.appending(path: ".venv/bin/python3").path(),
            FileManager.default.currentDirectoryPath + "/.venv/bin/python3", "/usr/bin/python3",
        ]
        return candidates.compactMap { $0 }.first { python in
            FileManager.default.isExecutableFile(atPath: python)
                && (try? ChildProcess.run(python, ["-c", "import zxingcpp, PIL"]))?.status == 0
        }
    }()

    /// Runs a program of the path on a file with these bytes; `{}` among the arguments stands for the file.
    static func read(_ bytes: [UInt8], with program: String, _ arguments: [String]) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lianban-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "file.pdf").path()
        try Data(bytes).write(to: URL(filePath: file))
        let (status, output, _) = try ChildProcess.run(
            "/usr/bin/env", [program] + arguments.map { $0.replacingOccurrences(of: "{}", with: file) })
        guard status == 0 else { throw Failed(program: program, status: status) }
        return output
    }

    struct Failed: Error {
        let program: String
        let status: Int32
    }
}
