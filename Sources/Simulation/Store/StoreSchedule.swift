import Cases
import Catalog
import Ledger
import Registry
import Vocabulary

/// One random history of an installation: applicants, officers, a clock and a courier share a machine that fails and dies;
/// then everything is well until all applications have ended; then an outsider compares what was promised with what is there.
final class StoreSchedule: @unchecked Sendable {
    let blueprint: Blueprint
    let executor: SeededExecutor
    let machine: Machine
    let promises = Promises()
    var random: SeededGenerator
    private let shelf: CatalogShelf
    private var process: (casework: Casework, incarnation: Int)
    private let mutant: StoreMutant?
    private var requests: [IntakeRequest] = []

    /// Plays the schedule of a seed.
    /// - Returns: what was stored, in a form that is the same whenever the seed is played.
    /// - Throws: the violation found.
    @discardableResult
    static func play(seed: UInt64, catalogs: RandomCatalogs, mutant: StoreMutant? = nil) throws -> [String] {
        let schedule = try StoreSchedule(seed: seed, catalogs: catalogs, mutant: mutant)
        schedule.playFaulty()
        schedule.playOut()
        return try schedule.judge()
    }

    private init(seed: UInt64, catalogs: RandomCatalogs, mutant: StoreMutant?) throws {
        random = SeededGenerator(seed: seed)
        let (blueprint, catalog) = catalogs.pick(&random)
        self.blueprint = blueprint
        self.mutant = mutant
        shelf = CatalogShelf(current: catalog)
        let day = CalendarDay(daysSince1970: 19_760).adding(days: random.below(400))
        let database = try MemoryDatabase()
        for migration in Casework.migrations { try database.transactor.session.script(migration.sql(for: .sqlite)) }
        executor = SeededExecutor(seed: random.next())
        machine = Machine(
            seed: random.next(), database: database, now: Instant(day, hour: 9, minute: 0), mutant: mutant)
        process = (Self.start(machine, executor, shelf), machine.incarnation)
    }

    private static func start(_ machine: Machine, _ executor: SeededExecutor, _ shelf: CatalogShelf) -> Casework {
        let store = SimulatedStore(machine, executor)
        // Small blocks, so that numbers run out and are leased all the time.
        return Casework(
            store: store, shelf: shelf, register: Register(indexKey: [7]),
            serials: Serials(store: store, firstBlock: 2, largestBlock: 4))
    }

    /// The process that runs now; a dead one is started again.
    var casework: Casework {
        if process.incarnation != machine.incarnation {
            process = (Self.start(machine, executor, shelf), machine.incarnation)
        }
        return process.casework
    }

    private func task(_ body: @escaping @Sendable () async -> Void) {
        Task(executorPreference: executor, operation: body)
    }

    // MARK: With faults

    private func playFaulty() {
        let applicants = 1 + random.below(3)
        requests = (0..<applicants).map { _ in request() }
        for index in 0..<applicants {
            task { await self.apply(index, attempts: 6) }
            // A second click on the same button.
            if random.once(in: 3) { task { await self.apply(index, attempts: 2) } }
        }
        for _ in 0..<2 { task { await self.work(4 + self.random.below(8)) } }
        // Two nodes look at the clock at the same time; whatever they believe, each alarm rings once.
        for _ in 0..<2 { task { await self.keepTime(2 + self.random.below(4)) } }
        task { await self.deliver(rounds: 4) }
        executor.runUntilQuiet()
    }

    private func apply(_ index: Int, attempts: Int) async {
        let submitter = Submitter(client: "client", verification: .register)
        let key = "key-\(index)"
        for _ in 0..<attempts {
            promises.sent(key)
            do {
                let receipt = try await casework.submit(
                    requests[index], by: submitter, key: IdempotencyKey(key, body: Array(key.utf8)), at: machine.now)
                promises.acknowledged(key, receipt.application)
                if random.once(in: 4) { await reuse(key) }
                return
            } catch let refused as IntakeRefused {
                return promises.breach("intake", "\(refused.problems.map { "\($0.path) \($0.code)" })")
            } catch let refused as SubmissionRefused {
                return promises.breach("intake", "\(refused)")
            } catch {
                for _ in 0..<random.below(4) { await Task.yield() }
            }
        }
    }

    /// The same key with another body must be refused.
    private func reuse(_ key: String) async {
        do {
            _ = try await casework.submit(
                requests[0], by: Submitter(client: "client", verification: .register),
                key: IdempotencyKey(key, body: [0]), at: machine.now)
            promises.breach("idempotency", "a key was used for another body")
        } catch SubmissionRefused.keyReused {
            return
        } catch { return }
    }

    private func work(_ steps: Int) async {
        for _ in 0..<steps {
            await Task.yield()
            guard let number = random.pick(promises.numbers) else { continue }
            do {
                let application = try await casework.application(number)
                await perform(
                    Behaviour(blueprint: blueprint, application: application).anything(&random), on: application)
            } catch { continue }
        }
    }

    private func perform(_ act: Behaviour.Act, on application: Application) async {
        let expecting: Int? = random.once(in: 2) ? application.version : nil
        let told = mutant == .ignoresVersions ? nil : expecting
        do {
            let after = try await casework.act(
                act.command, on: application.number, by: act.actor, at: machine.now, expecting: told)
            promises.acted(application.number, expecting: expecting, version: after.version, by: act.actor.tag)
        } catch { return }
    }

    private func keepTime(_ rounds: Int) async {
        for _ in 0..<rounds {
            for _ in 0..<random.below(6) { await Task.yield() }
            // Clocks are set back at times.
            machine.now = machine.now.adding(seconds: random.once(in: 5) ? -3_600 : random.below(3 * 86_400))
            await ring()
            // The power may go while nothing is written, too.
            if machine.fails(onceIn: 6) { machine.crash() }
        }
    }

    private func ring() async {
        let moment = mutant == .wakesEarly ? machine.now.adding(seconds: 2 * 86_400) : machine.now
        _ = try? await casework.wake(at: moment)
    }

    private func deliver(rounds: Int) async {
        for _ in 0..<rounds {
            for _ in 0..<random.below(4) { await Task.yield() }
            let store = casework.store
            let now = machine.now
            guard let due = try? await store.read({ try Outbox.due(for: "notice", at: now, limit: 20, in: $0) }) else {
                continue
            }
            for message in due {
                promises.received(message)
                _ = try? await store.write { try Outbox.remove(message, in: $0) }
            }
        }
    }

    // MARK: Without faults

    private func playOut() {
        machine.isFaulty = false
        task { await self.finish() }
        executor.runUntilQuiet()
    }

    private func finish() async {
        for index in requests.indices { await apply(index, attempts: 3) }
        for _ in 0..<80 {
            var isOpen = false
            for number in promises.numbers {
                guard let application = try? await casework.application(number), !application.hasEnded else { continue }
                isOpen = true
                for act in Behaviour(blueprint: blueprint, application: application).diligent(&random) {
                    await perform(act, on: application)
                }
            }
            machine.now = machine.now.adding(seconds: 86_400 * (1 + random.below(3)))
            await ring()
            if !isOpen { break }
        }
        machine.now = machine.now.adding(seconds: 86_400 * 400)
        await ring()
        await deliver(rounds: 10)
        promises.isFinished = true
    }

    private func judge() throws -> [String] {
        guard promises.isFinished else { throw Violation("liveness", "somebody waits for an answer that never comes") }
        let verdict = Verdict(schedule: self)
        task { await verdict.reach() }
        executor.runUntilQuiet()
        return try verdict.result()
    }

    private func request() -> IntakeRequest {
        var codes = Set(blueprint.items.filter { _ in random.once(in: 2) }.map(\.code))
        if codes.isEmpty, let first = blueprint.items.first { codes.insert(first.code) }
        // Whatever is chosen brings along what it requires; items only require earlier ones.
        for item in blueprint.items.reversed() where codes.contains(item.code) {
            for group in item.requires where codes.isDisjoint(with: group) { codes.insert(group[0]) }
        }
        let items = blueprint.items.filter { codes.contains($0.code) }
        let person = ["530102199802153125", "530102199506300012"][random.below(2)]
        let uploaded = MaterialReceipt(Blueprint.form, .uploaded, upload: "u")
        return IntakeRequest(
            bundle: Blueprint.bundle, items: items.map(\.code), region: "530102",
            answers: Answers([
                .init("full_name", "文娜"), .init("citizen_id", .string(person)), .init("phone", "13888005678"),
            ]),
            materials: [uploaded] + items.filter(\.hasTolerableProof).map { MaterialReceipt($0.proof, .later) },
            commitments: items.filter(\.hasStatement).map(\.code))
    }
}
