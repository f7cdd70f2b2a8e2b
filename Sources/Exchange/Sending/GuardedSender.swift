import AsyncHTTPClient
import Foundation
import Ledger

/// Sends to a third party's address, and only to the open internet: the name is resolved, every address it leads to is looked
/// at, and the connection goes to exactly the one that was looked at.
public actor GuardedSender: Sender {
    private let address: String
    private let host: String
    private let secrets: [WebhookSecret]
    private let timeOut: Int
    private var pinned: (address: String, client: HTTPClient)?

    public init(address: String, secrets: [WebhookSecret], timeOut: Int) {
        self.address = address
        self.secrets = secrets
        self.timeOut = timeOut
        host = URLComponents(string: address)?.host ?? ""
    }

    public func send(_ body: [UInt8], of message: OutboxMessage) async -> Delivery {
        let found = await PublicAddress.resolve(host)
        guard let first = found.first else { return .unavailable("the name \(host) leads nowhere") }
        guard found.allSatisfy({ PublicAddress.isPublic($0.bytes) }) else {
            return .refused("\(host) leads into a private network")
        }
        let sender = HTTPSender(address: address, secrets: secrets, timeOut: timeOut, client: client(to: first.text))
        return await sender.send(body, of: message)
    }

    private func client(to numeric: String) -> HTTPClient {
        if let pinned, pinned.address == numeric { return pinned.client }
        let client = HTTPSender.client(pinning: host, to: numeric)
        if let old = pinned?.client { Task { try? await old.shutdown() } }
        pinned = (numeric, client)
        return client
    }

    /// Closes its connections.
    public func close() async {
        if let client = pinned?.client { try? await client.shutdown() }
        pinned = nil
    }
}
