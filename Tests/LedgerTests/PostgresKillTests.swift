import Foundation
import Ledger
import Synchronization
import TestPrograms
import Testing

/// Blows to a database under load. What was acknowledged is written down outside, and compared afterwards with what
/// another program finds.
@Suite(.onPostgres, .serialized) struct `Killing the database under load` {
    enum Blow: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case endConnection = "a connection is ended"
        case killBackend = "a server process is killed"
        case killServer = "the server is killed"

        var testDescription: String { rawValue }
        var rounds: Int {
            switch self {
            case .endConnection: 60
            case .killBackend: 4
            case .killServer: 3
            }
        }

        /// - Parameter referee: connections of another name, so that no blow hits the one who strikes.
        func strike(_ server: PostgresServer, by referee: PostgresStore) async throws {
            let someone =
                "FROM pg_stat_activity WHERE application_name = 'lianban' ORDER BY state = 'idle', random() LIMIT 1"
            switch self {
            case .endConnection:
                _ = try await referee.read {
                    try $0.first(.assembled("SELECT pg_terminate_backend(pid)::int::bigint \(someone)")) { $0.int(0) }
                }
            case .killBackend:
                let victim = try await referee.read {
                    try $0.first(.assembled("SELECT pid::bigint \(someone)")) { $0.int(0) }
                }
                if let victim { kill(pid_t(victim), SIGKILL) }
            case .killServer:
                try server.kill()
                try server.start()
            }
        }
    }

    @Test(arguments: Blow.allCases)
    func `no acknowledged write is lost, none is doubled and none that was refused is there`(blow: Blow) async throws {
        let server = try PostgresServer()
        let address = try server.schema()
        var options = PostgresStore.Options()
        options.readers = 1
        let store = try PostgresStore(address: address, options: options)
        try await store.migrate([.promises])
        try await store.write { try Thing.insert(0, in: $0) }

        let referee = try PostgresStore(address: address + "&application_name=referee", options: .small)
        let log = try OutsideLog()
        let end = Gate()
        try await withThrowingTaskGroup { group in
            for writer in 0..<16 {
                group.addTask {
                    var id = writer
                    while !end.isOpen {
                        id += 16
                        try await write(id, to: store, log)
                    }
                }
            }
            group.addTask {
                defer { end.open() }
                var strikes = 0
                // A blow between two writes proves nothing: it goes on until one has met a write.
                while strikes < blow.rounds
                    || strikes < 10 * blow.rounds && store.counts.lostConnections + store.counts.unknownOutcomes == 0
                {
                    strikes += 1
                    try await Task.sleep(for: .milliseconds(.random(in: 20...120)))
                    // A server that is recovering answers nobody, psql neither.
                    _ = try await eventually { (try? await blow.strike(server, by: referee)) != nil }
                }
                try await Task.sleep(for: .milliseconds(500))
            }
            try await group.waitForAll()
        }
        await referee.close()
        await store.close()

        let found = Set(
            try server.sql("SELECT id FROM thing WHERE id > 0", at: address).split(separator: "\n").compactMap {
                Int($0)
            })
        let counted = Int(try server.sql("SELECT amount FROM thing WHERE id = 0", at: address))
        let told = try log.read()
        #expect(told["stored"]?.isSubset(of: found) == true)
        #expect(found.isSubset(of: told["stored", default: []].union(told["unknown", default: []])))
        #expect(told["refused", default: []].isDisjoint(with: found))
        #expect(counted == found.count)
        #expect(told["stored", default: []].count > 20)
        #expect(store.counts.lostConnections + store.counts.unknownOutcomes > 0, "no blow hit a write")
        #expect(log.longestSilence < .seconds(60))
    }

    /// Writes a row and counts it in another, in one transaction.
    private func write(_ id: Int, to store: PostgresStore, _ log: OutsideLog) async throws {
        try log.note("sent", id)
        do {
            try await store.write { session in
                try Thing.post(id, in: session)
                try session.post(.addOne, [.integer(0)])
            }
            try log.note("stored", id)
        } catch StorageFailure.unknownOutcome {
            try log.note("unknown", id)
        } catch is StorageFailure {
            try log.note("refused", id)
        }
    }
}

/// A file of what the outside was told, written before anything else happens. Only the database dies here, not the machine,
/// so the file need not be synced; the writers would wait for it all the time, and no blow would find one at work.
private final class OutsideLog: Sendable {
    private struct State {
        let file: FileHandle
        var lastStored = ContinuousClock.now
        var longestSilence = Duration.zero
    }

    private let path = "/tmp/lianban-log-\(UInt64.random(in: .min ... .max))"
    private let state: Mutex<State>

    init() throws {
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
        else { throw CocoaError(.fileWriteUnknown) }
        state = Mutex(State(file: file))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func note(_ word: String, _ id: Int) throws {
        try state.withLock { state in
            try state.file.write(contentsOf: Data("\(word) \(id)\n".utf8))
            guard word == "stored" else { return }
            state.longestSilence = max(state.longestSilence, .now - state.lastStored)
            state.lastStored = .now
        }
    }

    /// The longest time in which nothing was acknowledged.
    var longestSilence: Duration { state.withLock { $0.longestSilence } }

    /// The ids under each word.
    func read() throws -> [String: Set<Int>] {
        var told: [String: Set<Int>] = [:]
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            let parts = line.split(separator: " ")
            if parts.count == 2, let id = Int(parts[1]) { told[String(parts[0]), default: []].insert(id) }
        }
        return told
    }
}
