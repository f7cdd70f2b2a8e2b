import AsyncHTTPClient
import Catalog
import Exchange
import Foundation
import Hummingbird
import Ledger
import Logging
import ServiceLifecycle
import Synchronization
import Vocabulary

/// Works on items as a department would: takes each in, decides it, and says so until it is heard.
final class DepartmentWorker: Service {
    let department: String
    let catalog: Catalog
    let book: DepartmentBook
    let secret: WebhookSecret
    let address: String
    let client: HTTPClient
    let faults: FaultOptions
    let logger: Logger
    let tally = Tally()

    /// Hostile replies sent, and those that were believed: there must be none.
    final class Tally: Sendable {
        private let counts = Mutex((lies: 0, believed: 0))
        var lies: Int { counts.withLock { $0.lies } }
        var believed: Int { counts.withLock { $0.believed } }
        func note(believed: Bool) {
            counts.withLock {
                $0.lies += 1
                if believed { $0.believed += 1 }
            }
        }
    }

    init(
        department: String, catalog: Catalog, book: DepartmentBook, secret: WebhookSecret, address: String,
        client: HTTPClient,
        faults: FaultOptions, logger: Logger
    ) {
        self.department = department
        self.catalog = catalog
        self.book = book
        self.secret = secret
        self.address = address
        self.client = client
        self.faults = faults
        self.logger = logger
    }

    func happens(_ share: Double) -> Bool { share > 0 && Double.random(in: 0..<1) < share }

    /// Takes a message in and says with which status it is answered.
    func take(_ body: [UInt8], headers: WebhookHeaders) async throws -> HTTPResponse.Status {
        let id: String
        do {
            id = try headers.verify(body, secrets: [secret], at: .now)
        } catch {
            return .unauthorized
        }
        guard let event = try? JSON(parsing: body), let data = event["data"], let number = data["number"]?.text,
            let attempt = data["attempt"]?.integer, data["department"]?.text == department
        else { return .unprocessableContent }
        if faults.delay > 0 { try await Task.sleep(for: .seconds(faults.delay)) }
        if happens(faults.fail) { return .serviceUnavailable }
        let kind = (event["type"]?.text ?? "").split(separator: ".").last ?? ""
        let replies =
            faults.silent ? [] : self.replies(to: String(kind), data, id: id, number: number, attempt: attempt)
        try await book.take(
            id, number: number, attempt: attempt, isNewItem: kind == "started", replies: replies, at: .now)
        // The work is done; that we have done it does not become known.
        if happens(faults.drop) { return .gatewayTimeout }
        return .noContent
    }
}
