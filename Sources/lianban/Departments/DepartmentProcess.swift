import ArgumentParser
import Exchange
import Foundation
import Ledger

/// A simulated department of this program in a process of its own.
final class DepartmentProcess {
    let code: String
    let port: UInt16
    private let process = Process()

    init(
        _ code: String, folder: URL, catalog: String, replyTo: String = "http://127.0.0.1:9",
        arguments: [String] = ["--silent"]
    ) throws {
        self.code = code
        func path(_ ending: String) -> String { folder.appendingPathComponent("\(code).\(ending)").path }
        let secret = path("secret")
        try WebhookSecret.new().text.write(toFile: secret, atomically: true, encoding: .utf8)
        let portFile = path("port")
        try? FileManager.default.removeItem(atPath: portFile)
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments =
            [
                "department", "simulate", "--department", code, "--data", path("sqlite"), "--secret-file", secret,
                "--reply-to", replyTo,
                "--catalog", catalog, "--port-file", portFile,
            ] + arguments
        try process.run()
        port = try ServerProcess.port(of: process, from: portFile)
    }

    /// Writes the file that tells an installation about these departments.
    static func connectors(_ departments: [DepartmentProcess], folder: URL, pace: String = "longest-retry: 2") throws
        -> String
    {
        let file = folder.appendingPathComponent("connectors.yaml").path
        let lines = departments.map {
            "  - {department: \($0.code), way: http, address: 'http://127.0.0.1:\($0.port)/items', secret-file: \($0.code).secret, \(pace)}"
        }
        try (["connectors:"] + lines).joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }

    func report() throws -> JSON {
        let answer = try ServerProcess.exchange(
            "GET /report HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", port: port)
        guard let start = answer.range(of: "\r\n\r\n") else {
            throw ValidationError("the department \(code) does not report")
        }
        return try JSON(parsing: String(answer[start.upperBound...]))
    }

    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }
}
