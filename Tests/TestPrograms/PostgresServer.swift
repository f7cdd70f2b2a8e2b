import Foundation
import Synchronization

/// A PostgreSQL server of this test run's own: a new data folder in the temporary folder, a Unix socket and no TCP port.
///
/// It ends, and its folder goes, when this process ends, however that happens: a shell that holds the other end of a pipe
/// looks after it.
package final class PostgresServer: Sendable {
    /// The folder with `initdb` and `postgres` of the newest version installed; nil when there is none.
    package static let programs: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.compactMap { name in Int(name).map { ($0, "\(root)/\(name)/bin") } }
            .filter { FileManager.default.isExecutableFile(atPath: $0.1 + "/initdb") }
            .max { $0.0 < $1.0 }?.1
    }()

    package static var isInstalled: Bool { programs != nil }
    package static let isMissing = "PostgreSQL is not installed (Debian package postgresql): nothing of it was tested"

    /// The server that most tests share, each with a database of its own.
    package static let shared = Result { try PostgresServer() }

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    /// Holds the data and the socket.
    package let folder: String
    private let keeper: Keeper

    /// - Parameter settings: lines for `postgresql.conf`.
    package init(settings: [String] = []) throws {
        guard let programs = Self.programs else { throw Failed(description: Self.isMissing) }
        folder = "/tmp/lianban-postgres-\(UInt32.random(in: .min ... .max))"
        keeper = try Keeper(programs: programs, folder: folder)
        let usual = [
            "listen_addresses = ''", "unix_socket_directories = '\(folder)'", "max_connections = 400",
            "shared_buffers = 64MB", "log_min_messages = warning",
        ]
        try keeper.order("create \((usual + settings).joined(separator: "\u{1f}"))")
        try keeper.order("start")
    }

    /// Creates an empty schema, which costs a hundredth of a database, and gives its address.
    package func schema() throws -> String {
        let name = "test_\(UInt64.random(in: .min ... .max))"
        try sql("CREATE SCHEMA \(name)")
        return "postgres://postgres@/postgres?host=\(folder)&options=-csearch_path%3D\(name)"
    }

    /// Creates an empty database and gives its address.
    package func database(options: String = "--encoding=UTF8 --locale=C.UTF-8") throws -> String {
        let name = "test_\(UInt64.random(in: .min ... .max))"
        var arguments = options.split(separator: " ").map(String.init)
        arguments += ["--template=template0", "--host=\(folder)", "--username=postgres", name]
        try run("/usr/bin/createdb", arguments)
        return "postgres://postgres@/\(name)?host=\(folder)"
    }

    /// Runs SQL from outside, through psql, and gives what it prints: rows as lines, columns apart by `|`.
    @discardableResult
    package func sql(_ text: String, at address: String? = nil) throws -> String {
        try run(
            "/usr/bin/psql",
            [address ?? "postgres://postgres@/postgres?host=\(folder)", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", text])
    }

    /// Ends the server as a power cut would, without a word to anybody.
    package func kill() throws { try keeper.order("kill") }
    /// Starts it again and waits until it answers.
    package func start() throws { try keeper.order("start") }
    /// Ends it in order, and every connection with it.
    package func stop() throws { try keeper.order("stop") }

    @discardableResult
    private func run(_ program: String, _ arguments: [String]) throws -> String {
        let (status, output, errors) = try ChildProcess.run(program, arguments)
        guard status == 0 else { throw Failed(description: errors) }
        return output.trimmingCharacters(in: .newlines)
    }
}

/// The shell that looks after one server. It takes orders line by line and answers each with a line.
private final class Keeper: @unchecked Sendable {
    private let process: Process
    private let orders: FileHandle
    private let answers: FileHandle
    // Guards the conversation.
    private let lock = NSLock()

    init(programs: String, folder: String) throws {
        let isRoot = getuid() == 0
        let start = ["/bin/sh", "-c", Self.script, "sh", programs, folder]
        // The server refuses to run as root.
        let arguments = isRoot ? ["/usr/sbin/runuser", "-u", "postgres", "--"] + start : start
        let (keeper, pipes) = try ChildProcess.start(arguments[0]) { process in
            let pipes = (orders: Pipe(), answers: Pipe())
            process.arguments = Array(arguments.dropFirst())
            process.currentDirectoryURL = URL(fileURLWithPath: "/tmp")
            process.standardInput = pipes.orders
            process.standardOutput = pipes.answers
            // What outlives the tests must not hold what they write to.
            process.standardError = FileHandle.nullDevice
            return pipes
        }
        process = keeper
        orders = pipes.orders.fileHandleForWriting
        answers = pipes.answers.fileHandleForReading
    }

    func order(_ line: String) throws {
        let answer = try lock.withLock {
            try orders.write(contentsOf: Data((line + "\n").utf8))
            return String(decoding: answers.availableData, as: UTF8.self)
        }
        guard answer == "done\n" else {
            throw PostgresServer.Failed(
                description: "\(line.prefix(6)): \(answer.isEmpty ? "the keeper is gone" : answer)")
        }
    }

    private static let script = #"""
        programs=$1 folder=$2 data=$2/data
        trap '' INT HUP
        answer() { if "$@" >>"$folder/keeper.log" 2>&1; then echo done; else tail -n 5 "$folder/keeper.log" | tr '\n' ' '; echo; fi; }
        create() {
            "$programs/initdb" -D "$data" -A trust -U postgres -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions &&
                printf '%s\n' "$1" | tr '\037' '\n' >>"$data/postgresql.conf"
        }
        start() {
            for _ in 1 2 3 4 5 6 7 8 9 10; do
                "$programs/pg_ctl" -D "$data" -l "$folder/server.log" -w -s start && return
                sleep 0.2
            done
            return 1
        }
        halt() { kill -9 "$(head -n 1 "$data/postmaster.pid")"; while "$programs/pg_ctl" -D "$data" status; do sleep 0.05; done; }
        mkdir -m 700 "$folder" || exit 1
        while read -r order settings; do
            case $order in
            create) answer create "$settings" ;;
            start) answer start ;;
            stop) answer "$programs/pg_ctl" -D "$data" -m fast -w -s stop ;;
            kill) answer halt ;;
            esac
        done
        "$programs/pg_ctl" -D "$data" -m immediate -s stop >/dev/null 2>&1
        rm -rf "$folder"
        """#
}
