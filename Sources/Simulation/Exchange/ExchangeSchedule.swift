import Cases
import Exchange
import Ledger
import Vocabulary

/// One random history of an outbox: items are handed to a department by nodes that die, whose clocks differ and which fight for
/// the duty, over a store that fails; then everything is well until nothing waits; then an outsider compares.
///
/// One of three histories is calm: nothing fails, and then nothing may be brought twice.
final class ExchangeSchedule: @unchecked Sendable {
    static let destination = "department:hrss"
    static let duty = "exchange:department:hrss"

    let machine: Machine
    let executor: SeededExecutor
    let mutant: ExchangeMutant?
    var random: SeededGenerator
    private(set) var pace = Pace()
    private(set) var department: SimulatedDepartment!
    private let isCalm: Bool
    private let refusalsAllowed: Int
    private let messages: [OutboxMessage]
    private let database: MemoryDatabase
    private var nodes: [SimulatedNode] = []
    private var started = 0
    private var breaches: [Violation] = []
    private var isQuiet = false

    /// Plays the schedule of a seed.
    /// - Returns: what the department did, the same whenever the seed is played.
    /// - Throws: the violation found.
    @discardableResult
    static func play(seed: UInt64, mutant: ExchangeMutant? = nil) throws -> [String] {
        let schedule = try ExchangeSchedule(seed: seed, mutant: mutant)
        schedule.playFaulty()
        schedule.playOut()
        return try schedule.judge()
    }

    private init(seed: UInt64, mutant: ExchangeMutant?) throws {
        random = SeededGenerator(seed: seed)
        self.mutant = mutant
        isCalm = random.once(in: 3)
        let start = Instant(CalendarDay(daysSince1970: 19_760).adding(days: random.below(400)), hour: 9, minute: 0)
        database = try MemoryDatabase()
        for migration in Casework.migrations + Duty.migrations + ExchangeSchema.migrations {
            try database.transactor.session.script(migration.sql(for: .sqlite))
        }
        executor = SeededExecutor(seed: random.next())
        machine = Machine(seed: random.next(), database: database, now: start, mutant: nil)
        pace.concurrency = 1 + random.below(8)
        pace.breaksAfter = 1 + random.below(5)
        (pace.firstRetry, pace.longestRetry, pace.refusals) = (1, 4, 2 + random.below(4))
        refusalsAllowed = pace.refusals
        if mutant == .givesUpEarly { pace.refusals = 1 }
        messages = Self.messages(&random, at: start)
        department = SimulatedDepartment(self)
        for message in messages where !isCalm {
            let temper = random.below(6)
            department.expect(message, refusing: temper == 0 ? SimulatedDepartment.always : temper == 1 ? 1 : 0)
        }
    }

    /// What happens to a few items, each from its start on.
    private static func messages(_ random: inout SeededGenerator, at start: Instant) -> [OutboxMessage] {
        var messages: [OutboxMessage] = []
        for item in 0..<(2 + random.below(12)) {
            for step in 0..<(1 + random.below(3)) {
                messages.append(
                    OutboxMessage(
                        shard: Int64(item % 3), id: .new(at: start, using: &random), destination: destination,
                        subject: [UInt8(item)], item: "item", epoch: step + 1,
                        kind: step == 0 ? "started" : "withdrawn",
                        body: ["attempt": 1, "step": .integer(step)], nextAt: start))
            }
        }
        return messages
    }

    func breach(_ rule: String, _ detail: String) { breaches.append(Violation(rule, detail)) }

    func luck() -> Double { Double(random.below(1_000)) / 1_000 }

    func rest(_ duration: Duration) async {
        machine.now = machine.now.adding(microseconds: Int64(duration / .microseconds(1)))
        for _ in 0..<(1 + random.below(4)) { await Task.yield() }
    }

    private func task(_ body: @escaping @Sendable () async -> Void) {
        Task(executorPreference: executor, operation: body)
    }

    // MARK: With faults

    private func playFaulty() {
        machine.isFaulty = !isCalm
        task { await self.fill() }
        task { await self.lookAfterNodes(isCalm: self.isCalm, rounds: self.isCalm ? 40 : 120) }
        executor.runUntilQuiet()
    }

    private func fill() async {
        for message in messages {
            for _ in 0..<random.below(3) { await Task.yield() }
            var isIn = false
            while !isIn {
                let store = SimulatedStore(machine, executor, capacity: 50)
                isIn = (try? await store.write { try Outbox.add(message, in: $0) }) != nil
                // After a crash nobody knows whether it is in.
                if !isIn { isIn = isStored(message) }
            }
        }
    }

    private func isStored(_ message: OutboxMessage) -> Bool {
        // Whether it has been dealt with already does not matter here.
        department.effects.contains { $0.message.id == message.id } || department.refusals[message.id] != nil
            || (try? database.transactor.session.first(Self.inOutbox, [.id(message.id)]) { $0.int(0) }) == 1
    }

    /// Starts nodes in the place of dead ones, and kills some.
    private func lookAfterNodes(isCalm: Bool, rounds: Int) async {
        for round in 0..<rounds {
            nodes.removeAll(where: \.isDead)
            while nodes.count < (isCalm ? 1 : 2) { startNode(isCalm: isCalm) }
            if !isCalm, round > 2, random.once(in: 20) { nodes[random.below(nodes.count)].kill() }
            // Nobody keeps the duty for long when time makes a leap.
            if !isCalm, random.once(in: 10) { machine.now = machine.now.adding(seconds: random.below(30)) }
            await rest(.milliseconds(100))
        }
        for node in nodes { node.stop() }
        nodes = []
    }

    private func startNode(isCalm: Bool) {
        started += 1
        let node = SimulatedNode("node-\(started)", self, skew: isCalm ? 0 : random.below(60) - 30)
        nodes.append(node)
        node.start()
    }

    // MARK: Without faults

    private func playOut() {
        machine.isFaulty = false
        task { await self.finish() }
        executor.runUntilQuiet()
    }

    private func finish() async {
        // Those that were told to stop have noted what they had; a message that is not noted is due again.
        startNode(isCalm: true)
        for _ in 0..<4_000 {
            await rest(.milliseconds(100))
            if (try? database.transactor.session.first(Self.outbox, [], { $0.int(0) })) == 0 {
                isQuiet = true
                break
            }
        }
        for node in nodes { node.stop() }
    }

    // MARK: Afterwards

    private func judge() throws -> [String] {
        if let breach = breaches.first { throw breach }
        let session = database.transactor.session
        guard isQuiet else { throw Violation("liveness", "messages wait for ever") }
        let dead = Dictionary(
            uniqueKeysWithValues: try session.query(Self.dead) { ($0.bytes(0), $0.int(1)) })
        let receipts = try session.first(Self.receipts) { $0.int(0) } ?? 0
        if isCalm, department.deliveries != messages.count {
            throw Violation("calm", "\(messages.count) messages were brought \(department.deliveries) times")
        }
        var due = 0
        for message in messages {
            let effects = department.effects.filter { $0.message.id == message.id }
            if effects.count > 1 {
                throw Violation("effect", "\(message.epoch) of \(message.subject) had effect twice")
            }
            guard let attempts = dead[message.id.bytes] else {
                if effects.isEmpty { throw Violation("lost", "\(message.epoch) of \(message.subject) never arrived") }
                if message.kind == "started" { due += 1 }
                continue
            }
            if attempts < refusalsAllowed || department.refusals[message.id, default: 0] < refusalsAllowed {
                throw Violation(
                    "dead", "\(message.epoch) of \(message.subject) was given up after \(attempts) attempts")
            }
        }
        if receipts != due { throw Violation("receipts", "\(due) items were taken, \(receipts) receipts are kept") }
        var reached: [[UInt8]: Int] = [:]
        // A message that was given up may still arrive from a node that is no more; the later ones have not waited for it.
        for (message, isFirst) in department.effects where isFirst && dead[message.id.bytes] == nil {
            if let last = reached[message.subject], last > message.epoch {
                throw Violation("order", "\(message.epoch) of \(message.subject) came after \(last)")
            }
            reached[message.subject] = message.epoch
        }
        return department.effects.map { "\($0.message.subject) \($0.message.epoch)" } + ["\(department.deliveries)"]
    }

    private static let outbox = Statement("SELECT count(*) FROM outbox")
    private static let inOutbox = Statement("SELECT count(*) FROM outbox WHERE id = $1")
    private static let dead = Statement("SELECT id, attempts FROM dead_letter")
    private static let receipts = Statement("SELECT count(*) FROM receipt")
}
