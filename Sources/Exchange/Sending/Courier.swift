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
    /// Puts the body of a message together; made anew for each look into the outbox.
    package typealias Composer = (OutboxMessage, any Session) throws -> [UInt8]

    public let destination: String
    let store: any Store
    let pace: Pace
    let compose: @Sendable () -> Composer
    let sender: any Sender
    let surroundings: any Surroundings
    let logger: Logger

    public init(
        destination: String, casework: Casework, pace: Pace, source: String, sender: any Sender,
        clock: @escaping @Sendable () -> Instant = { .now }, logger: Logger
    ) {
        self.init(
            destination: destination, store: casework.store, pace: pace, sender: sender,
            surroundings: RealSurroundings(clock: clock), logger: logger
        ) {
            var content = MessageContent(casework: casework, source: source)
            return { try content.body(of: $0, in: $1) }
        }
    }

    package init(
        destination: String, store: any Store, pace: Pace, sender: any Sender, surroundings: any Surroundings,
        logger: Logger, compose: @escaping @Sendable () -> Composer
    ) {
        self.destination = destination
        self.store = store
        self.pace = pace
        self.compose = compose
        self.sender = sender
        self.surroundings = surroundings
        self.logger = logger
    }

    private enum Happening: Sendable {
        case sent(OutboxMessage, Delivery)
        case fetched(Find)
        case noted([OutboxMessage])
        case notNoted([(message: OutboxMessage, step: NextStep)])
        case lost
        case failed
        case moment
    }

    /// What a look into the outbox found.
    private struct Find: Sendable {
        /// What may go out and was not on the desk when the look began.
        let messages: [ReadyMessage]
        /// The time of the first message that may go out, also of one that was on the desk.
        let first: Instant?
        /// Whether it began at the beginning of the outbox.
        let isWhole: Bool
        /// Whether there may be more than was asked for.
        let isCutOff: Bool
    }

    /// How long it rests when there is nothing to do.
    private static let rest = Duration.milliseconds(100)

    /// Works until the task is cancelled; deliveries under way are waited for and noted.
    /// - Parameter hold: takes or keeps the duty of this destination; nil while another node has it.
    public func run(hold: @escaping @Sendable () async throws -> Duty?) async {
        await withTaskGroup(of: Happening.self) { group in
            var tray = Tray(pace: pace, at: surroundings.now())
            var lookout = Lookout()
            var duty: Duty?
            var isFetching = false
            var epochOfLook: Int64?
            var isNoting = false
            var isEmpty = false
            group.addTask { await pause(.zero) }
            while true {
                let isStopping = Task.isCancelled
                let now = surroundings.now()
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
                    epochOfLook = duty?.epoch
                    let limit = tray.taken.count + max(Tray.batch, pace.concurrency * 2)
                    let (since, isWhole) = lookout.begin(at: now)
                    // What is noted while the look is under way has left the outbox, and the look still sees it there.
                    let taken = tray.taken
                    group.addTask { await fetch(limit, except: taken, since: since, isWhole: isWhole) }
                }
                if isStopping, tray.underWay == 0, !isNoting, duty == nil || tray.returned.isEmpty { break }
                guard let happening = await group.next() else { break }
                switch happening {
                case .sent(let message, let delivery):
                    tray.cameBack(message, delivery, at: surroundings.now(), luck: surroundings.luck())
                case .fetched(let find):
                    isFetching = false
                    if find.isWhole { lookout.saw(find.first, at: now) }
                    isEmpty = find.messages.isEmpty && !find.isCutOff
                    // What was found before the duty was lost may have been delivered by the other node.
                    if duty != nil, duty?.epoch == epochOfLook { tray.add(find.messages) }
                case .noted(let messages):
                    isNoting = false
                    tray.noted(messages)
                case .notNoted(let batch):
                    isNoting = false
                    // What is not noted is sent again after the next start.
                    if isStopping { tray.clear() } else { tray.keep(batch) }
                    await surroundings.pause(Self.rest)
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
        await surroundings.pause(duration)
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
        let delivery = try? await surroundings.finish { await sender.send(body, of: ready.message) }
        return .sent(ready.message, delivery ?? .unavailable("it was not sent"))
    }

    private func fetch(
        _ limit: Int, except taken: Set<Identifier<OutboxMessage>>, since: Instant, isWhole: Bool
    ) async -> Happening {
        do {
            let now = surroundings.now()
            return .fetched(
                try await store.read { session in
                    let due = try Outbox.due(for: destination, since: since, at: now, limit: limit, in: session)
                    let composer = compose()
                    let messages = try due.filter { !taken.contains($0.id) }.map { try put($0, composer, in: session) }
                    return Find(
                        messages: messages, first: due.map(\.nextAt).min(), isWhole: isWhole,
                        isCutOff: due.count == limit)
                })
        } catch {
            logger.error(
                "a courier could not read its outbox", metadata: ["destination": "\(destination)", "error": "\(error)"])
            await surroundings.pause(Self.rest)
            return .failed
        }
    }

    /// Puts a message together; what cannot be put together is refused when its turn comes.
    private func put(_ message: OutboxMessage, _ compose: Composer, in session: any Session) throws -> ReadyMessage {
        do {
            return ReadyMessage(message: message, body: try compose(message, session))
        } catch StorageFailure.corrupt(let detail) {
            logger.error(
                "a message cannot be put together", metadata: ["id": "\(message.id)", "error": "\(detail)"])
            return ReadyMessage(message: message, body: nil)
        }
    }

    private func note(_ batch: [(message: OutboxMessage, step: NextStep)], under duty: Duty) async -> Happening {
        let now = surroundings.now()
        do {
            // Noted also while the service stops.
            try await surroundings.finish { [store] in
                try await store.write { session in
                    try duty.fence(in: session)
                    for (message, step) in batch { try DeliveryBook.note(message, step, at: now, in: session) }
                }
            }
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
