import Cases
import Catalog
import Ledger
import Vocabulary

/// Takes replies of departments' systems in, each with effect once, and records what it refuses.
public struct ReplyDesk: Sendable {
    let casework: Casework
    let connectors: Connectors

    public init(casework: Casework, connectors: Connectors) {
        self.casework = casework
        self.connectors = connectors
    }

    /// What came of a reply.
    public enum Outcome: Equatable, Sendable {
        case done(ItemTask.Status)
        /// The same reply had come before; nothing happened again.
        case repeated
    }

    /// Takes in what came over HTTP.
    /// - Parameters:
    ///   - present: the real time, for the signature's age.
    ///   - instant: when the case records it.
    public func receive(
        _ body: [UInt8], headers: WebhookHeaders, from department: String, present: Instant, at instant: Instant
    ) async throws -> Outcome {
        let code = DepartmentCode(rawValue: department)
        do {
            guard let connector = connectors.connector(of: code), case .http(_, let secrets) = connector.way else {
                throw ReplyRefused(.unknownDepartment, "no system of such a department is connected")
            }
            guard body.count <= Reply.largest else {
                throw ReplyRefused(.tooLarge, "more than \(Reply.largest >> 10) KiB")
            }
            let id = try headers.verify(body, secrets: secrets, at: present)
            return try await act(
                on: try Reply(body), id: id, digest: Digest.sha256(body), through: connector, at: instant)
        } catch let refused as ReplyRefused {
            try await record(refused, from: department, at: present)
            throw refused
        }
    }

    /// Acts on a reply of a department, once for each identifier.
    func act(on reply: Reply, id: String, digest: [UInt8], through connector: Connector, at instant: Instant)
        async throws -> Outcome
    {
        let key = Digest.sha256(Array(connector.department.rawValue.utf8), [0], Array(id.utf8))
        do {
            return try await casework.store.write { session in
                let (application, task, reference) = try item(reply, of: connector, in: session)
                let isNew = try Directory.claim(
                    .reply, key, shard: reference.shard, target: reference.id.bytes, request: digest, at: instant,
                    in: session)
                guard isNew else {
                    guard try Directory.find(.reply, key, in: session)?.request == digest else {
                        throw ReplyRefused(.idReused, "the identifier was used for another reply", about: reply.number)
                    }
                    return .repeated
                }
                guard task.epoch == reply.attempt else {
                    throw ReplyRefused(
                        .oldAttempt, "attempt \(reply.attempt) is answered, \(task.epoch) is under way",
                        about: reply.number)
                }
                let after = try casework.act(
                    try reply.act.command(task.item, reply.content), on: application, reference,
                    by: .officer(officer(of: connector, for: task)),
                    at: instant, in: session)
                return .done(after.task(task.item)?.status ?? task.status)
            }
        } catch let refusal as Refusal {
            throw ReplyRefused(refusal, about: reply.number)
        } catch let malformed as MalformedJSON {
            throw ReplyRefused(.notAcceptable, "\(malformed)", about: reply.number)
        }
    }

    /// The item that is replied about, if it is the department's: another's is told like one that does not exist.
    private func item(
        _ reply: Reply, of connector: Connector, in session: any Session
    ) throws -> (Application, ItemTask, CaseReference) {
        guard let reference = try casework.find(reply.number, in: session) else {
            throw ReplyRefused(.unknownItem, "there is no such item", about: reply.number)
        }
        let application = try casework.load(reference, in: session)
        guard let task = application.tasks.first(where: { $0.number == reply.number }),
            task.department == connector.department,
            connector.items?.contains(task.item) ?? true
        else { throw ReplyRefused(.unknownItem, "there is no such item", about: reply.number) }
        return (application, task, reference)
    }

    /// The department's system as history records it: it acts where the item lies, in the posts it was given.
    private func officer(of connector: Connector, for task: ItemTask) -> Officer {
        let roles = connector.roles ?? Set(casework.shelf.current.roles.filter(\.isHuman).map(\.code.rawValue))
        let name = casework.shelf.current.departments[connector.department]?.name.zh ?? connector.department.rawValue
        return Officer(
            account: connector.account, name: name, department: connector.department, region: task.region, roles: roles)
    }

    /// Keeps one row for each department, reason, item and hour, so that a flood of them stays small.
    public func record(_ refused: ReplyRefused, from department: String, at instant: Instant) async throws {
        let isKnown = connectors.connector(of: DepartmentCode(rawValue: department)) != nil
        // Names that strangers make up would fill the table.
        let name = isKnown ? department : "?"
        try await casework.store.write { session in
            try RefusedReply.count(refused, from: name, at: instant, in: session)
        }
    }
}

extension ReplyRefused {
    init(_ refusal: Refusal, about number: CaseNumber) {
        switch refusal {
        case .notNow, .correctionOpen, .materialsOutstanding, .changedMeanwhile:
            self.init(.notNow, "\(refusal)", about: number)
        case .unknownItem, .noSuchApplication: self.init(.unknownItem, "there is no such item", about: number)
        default: self.init(.notAcceptable, "\(refusal)", about: number)
        }
    }
}
