import Exchange
import Ledger
import Logging
import ServiceLifecycle
import Vocabulary

/// Carries messages to departments' systems and subscribers, each destination on one node at a time.
struct ExchangeService: Service {
    let installation: Installation
    let source: String
    let node: Node
    var clock: @Sendable () -> Instant = { .now }
    let logger: Logger

    func run() async throws {
        let connectors = installation.connectors
        let client = HTTPSender.client()
        var guarded: [GuardedSender] = []
        var couriers: [Courier] = []
        for connector in connectors.departments {
            guard case .http(let address, let secrets) = connector.way else { continue }
            let sender = HTTPSender(address: address, secrets: secrets, timeOut: connector.pace.timeOut, client: client)
            couriers.append(courier(to: connector.destination, pace: connector.pace, sender))
        }
        for subscription in connectors.subscriptions {
            if subscription.isInternal {
                let sender = HTTPSender(
                    address: subscription.address, secrets: subscription.secrets, timeOut: subscription.pace.timeOut,
                    client: client)
                couriers.append(courier(to: subscription.destination, pace: subscription.pace, sender))
            } else {
                let sender = GuardedSender(
                    address: subscription.address, secrets: subscription.secrets, timeOut: subscription.pace.timeOut)
                guarded.append(sender)
                couriers.append(courier(to: subscription.destination, pace: subscription.pace, sender))
            }
        }
        let desk = ReplyDesk(casework: installation.casework, connectors: connectors)
        let batches = connectors.departments.compactMap {
            BatchCourier($0, casework: installation.casework, desk: desk, source: source, clock: clock, logger: logger)
        }
        let all = couriers
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                for courier in all { group.addTask { await carry(courier.destination, courier.run) } }
                for courier in batches { group.addTask { await carry(courier.destination, courier.run) } }
                // A service that ends would end the others.
                group.addTask { try? await Task.sleep(for: .seconds(1 << 40)) }
            }
        }
        for sender in guarded { await sender.close() }
        try await client.shutdown()
    }

    private func courier(to destination: String, pace: Pace, _ sender: any Sender) -> Courier {
        Courier(
            destination: destination, casework: installation.casework, pace: pace, source: source, sender: sender,
            clock: clock,
            logger: logger)
    }

    private func carry(
        _ destination: String, _ run: (@escaping @Sendable () async throws -> Duty?) async -> Void
    ) async {
        let held = HeldDuty(node: node, name: "exchange:" + destination)
        await run { try await held.claim(at: .now) }
        await held.release()
    }
}

/// A duty as this node has it.
actor HeldDuty {
    private let node: Node
    private let name: String
    private var duty: Duty?

    init(node: Node, name: String) {
        self.node = node
        self.name = name
    }

    func claim(at now: Instant) async throws -> Duty? {
        duty = try await node.claim(name, having: duty, at: now)
        return duty
    }

    func release() async { await node.release(duty) }
}
