import Cases
import Ledger
import Logging
import Vocabulary

/// Carries one attempt to one destination.
public protocol Sender: Sendable {
    func send(_ body: [UInt8], of message: OutboxMessage) async -> Delivery
}

/// Empties the outbox of one destination, at its own pace. Each destination has a courier of its own, so that one that is
/// down, slow or hostile keeps nobody else waiting.
///
/// Delivery is at least once: a message leaves the outbox in a transaction that comes after the destination has taken it. The
/// destination acts once by the message's identifier, or by item and attempt.
public struct Courier: Sendable {
    public let destination: String
    let casework: Casework
    let pace: Pace
    let source: String
    let sender: any Sender
    let clock: @Sendable () -> Instant
    let logger: Logger

    public init(
        destination: String, casework: Casework, pace: Pace, source: String, sender: any Sender,
        clock: @escaping @Sendable () -> Instant = { .now }, logger: Logger
    ) {
        self.destination = destination
        self.casework = casework
        self.pace = pace
        self.source = source
        self.sender = sender
        self.clock = clock
        self.logger = logger
    }

    private enum Happening: Sendable {
        case sent(OutboxMessage, Delivery)
        /// `isWhole` tells whether all of the outbox was looked at.
        case fetched([ReadyMessage], isWhole: Bool)
        case noted([OutboxMessage])
        case notNoted([(message: OutboxMessage, step: NextStep)])
        case lost
        case failed
        case moment
    }

    /// How long it rests when there is nothing to do.
    private static let rest = Duration.milliseconds(100)

    /// Works until the task is cancelled; deliveries under way are waited for and noted.
    /// - Parameter hold: takes or keeps the duty of this destination; nil while another node has it.
    public func run(hold: @escaping @Sendable () async throws -> Duty?) async {
        await withTaskGroup(of: Happening.self) { group in
            var tray = Tray(pace: pace, at: clock())
            var lookout = Lookout()
            var duty: Duty?
            var isFetching = false
            var isNoting = false
            var isEmpty = false
            group.addTask { await pause(.zero) }
            while true {
                let isStopping = Task.isCancelled
                let now = clock()
                if !isStopping, duty != nil {
                    while let next = tray.next(at: now) { group.addTask { await deliver(next) } }
                }
                if let held = duty, !isNoting, tray.shouldNote() || isStopping && !tray.returned.isEmpty {
                    isNoting = true
                    let batch = tray.takeReturned()
                    group.addTask { await note(batch, under: held) }
                }
                if !isStopping, duty != nil, !isFetching, !isEmpty, tray.wantsMore(at: now) {
                    isFetching = true
                    let limit = tray.taken.count + max(Tray.batch, pace.concurrency * 2)
                    let (since, isWhole) = lookout.begin(at: now)
                    group.addTask { await fetch(limit, since: since, isWhole: isWhole) }
                }
                if isStopping, tray.underWay == 0, !isNoting, duty == nil || tray.returned.isEmpty { break }
                guard let happening = await group.next() else { break }
                switch happening {
                case .sent(let message, let delivery):
                    tray.cameBack(message, delivery, at: clock(), luck: Double.random(in: 0..<1))
                case .fetched(let messages, let isWhole):
                    isFetching = false
                    if isWhole { lookout.saw(messages.map(\.message.nextAt).min(), at: now) }
                    let before = tray.taken.count
                    tray.add(messages)
                    isEmpty = tray.taken.count == before
                case .noted(let messages):
                    isNoting = false
                    tray.noted(messages)
                case .notNoted(let batch):
                    isNoting = false
                    // What is not noted is sent again after the next start.
                    if isStopping { tray.clear() } else { tray.keep(batch) }
                    try? await Task.sleep(for: Self.rest)
                case .lost:
                    isNoting = false
                    duty = nil
                    tray.clear()
                case .failed: isFetching = false
                case .moment:
                    isEmpty = false
                    if isStopping { break }
                    duty = await claim(hold, having: duty)
                    if duty == nil { tray.clear() }
                    group.addTask { await pause(Self.rest) }
                }
            }
            group.cancelAll()
        }
    }

    private func pause(_ duration: Duration) async -> Happening {
        try? await Task.sleep(for: duration)
        return .moment
    }

    private func claim(_ hold: @Sendable () async throws -> Duty?, having duty: Duty?) async -> Duty? {
        do {
            return try await hold()
        } catch {
            logger.error(
                "a courier could not claim its duty and tries again",
                metadata: ["destination": "\(destination)", "error": "\(error)"])
            return duty
        }
    }

    private func deliver(_ ready: ReadyMessage) async -> Happening {
        guard let body = ready.body else {
            return .sent(ready.message, .refused("the store does not hold what it is about"))
        }
        // A delivery that is under way is finished also while the service stops.
        let sender = sender
        let delivery = await Task { await sender.send(body, of: ready.message) }.value
        return .sent(ready.message, delivery)
    }

    private func fetch(_ limit: Int, since: Instant, isWhole: Bool) async -> Happening {
        do {
            let now = clock()
            return .fetched(
                try await casework.store.read { session in
                    var content = MessageContent(casework: casework, source: source)
                    return try Outbox.due(for: destination, since: since, at: now, limit: limit, in: session).map {
                        message in
                        do {
                            return ReadyMessage(message: message, body: try content.body(of: message, in: session))
                        } catch StorageFailure.corrupt(let detail) {
                            logger.error(
                                "a message cannot be put together",
                                metadata: ["id": "\(message.id)", "error": "\(detail)"])
                            return ReadyMessage(message: message, body: nil)
                        }
                    }
                }, isWhole: isWhole)
        } catch {
            logger.error(
                "a courier could not read its outbox", metadata: ["destination": "\(destination)", "error": "\(error)"])
            try? await Task.sleep(for: Self.rest)
            return .failed
        }
    }

    private func note(_ batch: [(message: OutboxMessage, step: NextStep)], under duty: Duty) async -> Happening {
        let now = clock()
        do {
            let store = casework.store
            // Noted also while the service stops.
            try await Task {
                try await store.write { session in
                    try duty.fence(in: session)
                    for (message, step) in batch { try DeliveryBook.note(message, step, at: now, in: session) }
                }
            }.value
            return .noted(batch.map(\.message))
        } catch is Duty.Lost {
            return .lost
        } catch {
            logger.error(
                "deliveries could not be noted and are noted again",
                metadata: ["destination": "\(destination)", "error": "\(error)"])
            return .notNoted(batch)
        }
    }
}
