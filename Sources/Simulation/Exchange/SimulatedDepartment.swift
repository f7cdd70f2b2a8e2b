import Exchange
import Ledger
import Vocabulary

/// A department's system, which loses answers, is out of reach, refuses, and acts once for each identifier.
final class SimulatedDepartment: Sender, @unchecked Sendable {
    private unowned let schedule: ExchangeSchedule
    /// How each message is taken, by its epoch: refused always, refused so many times first, or welcome.
    private var tempers: [Identifier<OutboxMessage>: Int] = [:]
    private(set) var refusals: [Identifier<OutboxMessage>: Int] = [:]
    private var taken: Set<[UInt8]> = []
    /// What was done, in its order.
    private(set) var effects: [(message: OutboxMessage, isFirst: Bool)] = []
    private(set) var deliveries = 0

    static let always = Int.max

    init(_ schedule: ExchangeSchedule) {
        self.schedule = schedule
    }

    func expect(_ message: OutboxMessage, refusing count: Int) { tempers[message.id] = count }

    func send(_ body: [UInt8], of message: OutboxMessage) async -> Delivery {
        let first = await deliver(message)
        return schedule.mutant == .sendsTwice ? await deliver(message) : first
    }

    private func deliver(_ message: OutboxMessage) async -> Delivery {
        for _ in 0..<schedule.random.below(4) { await Task.yield() }
        let failed = Delivery.unavailable("503", retryAfter: schedule.random.once(in: 4) ? 2 : nil)
        let told = schedule.mutant == .takesFailureForSuccess ? Delivery.delivered : failed
        if schedule.machine.fails(onceIn: 6) { return told }
        if refusals[message.id, default: 0] < tempers[message.id] ?? 0 {
            refusals[message.id, default: 0] += 1
            return .refused("422")
        }
        deliveries += 1
        let identifier =
            schedule.mutant == .renamesMessages ? [UInt8(truncatingIfNeeded: deliveries)] : message.id.bytes
        if taken.insert(identifier).inserted {
            let isFirst = !effects.contains { $0.message.id == message.id }
            effects.append((message, isFirst))
        }
        for _ in 0..<schedule.random.below(4) { await Task.yield() }
        // It is done, and that it is done does not become known.
        return schedule.machine.fails(onceIn: 6) ? failed : .delivered
    }
}
