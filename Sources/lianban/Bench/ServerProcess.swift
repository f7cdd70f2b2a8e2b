import ArgumentParser
import Foundation
import Ledger

/// A server of this program in a process of its own.
final class ServerProcess {
    private let process = Process()
    let port: UInt16

    /// - Parameter processor: the only one it may use, as `taskset` of util-linux counts them; nil for all.
    init(
        _ place: StorePlace, catalog: String, portFile: String, connectors: String? = nil, processor: Int? = nil
    ) throws {
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        var arguments =
            ["serve"] + place.arguments + ["--catalog", catalog, "--port", "0", "--port-file", portFile, "--json"]
        if let connectors { arguments += ["--connectors", connectors] }
        if let processor {
            process.executableURL = URL(fileURLWithPath: "/usr/bin/taskset")
            process.arguments = ["--cpu-list", "\(processor)", program.path] + arguments
        } else {
            process.executableURL = program
            process.arguments = arguments
        }
        try process.run()
        port = try Self.port(of: process, from: portFile)
    }

    /// The port that a process of this program has taken, once it listens.
    static func port(of process: Process, from file: String) throws -> UInt16 {
        for _ in 0..<600 {
            usleep(20_000)
            if let port = (try? String(contentsOfFile: file, encoding: .utf8)).flatMap({ UInt16($0) }) { return port }
            guard process.isRunning else { break }
        }
        process.terminate()
        throw ValidationError("a process of this program did not start")
    }

    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    /// A bearer token for an account.
    func signIn(_ account: String, _ password: String) async throws -> String {
        let body = JSON.members(["account": .string(account), "password": .string(password)]).encodedText
        let answer = try exchange(
            "POST /api/v1/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        guard let start = answer.range(of: "\r\n\r\n"),
            let json = try? JSON(parsing: String(answer[start.upperBound...])),
            let token = json["token"]?.text
        else { throw ValidationError("cannot sign in: \(answer.prefix(300))") }
        return token
    }

    /// Commits so far, and the writes in them.
    func commits() throws -> (count: Int, writes: Int) {
        let text = try exchange("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        func value(_ name: String) -> Int {
            for line in text.split(separator: "\n") where line.hasPrefix(name + " ") {
                return Int(Double(line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)) ?? 0)
            }
            return 0
        }
        return (value("ledger_commits"), value("ledger_writes"))
    }

    /// One request on a connection of its own.
    private func exchange(_ request: String) throws -> String { try Self.exchange(request, port: port) }

    static func exchange(_ request: String, port: UInt16) throws -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw LoadGenerator.Failure.cannotConnect(errno) }
        let bytes = Array(request.utf8)
        guard send(descriptor, bytes, bytes.count, 0) == bytes.count else { throw LoadGenerator.Failure.connectionLost }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            answer.append(contentsOf: buffer[..<count])
        }
        return String(decoding: answer, as: UTF8.self)
    }
}
