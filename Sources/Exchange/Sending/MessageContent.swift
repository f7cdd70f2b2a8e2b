import Cases
import Catalog
import Ledger
import Vocabulary

extension OutboxMessage {
    /// The chain of calls in which it was caused.
    var trace: Trace? { body["trace"]?.text.flatMap { Trace(traceparent: $0) } }
}

/// What a message says: a CloudEvent (1.0, structured JSON), read from history anew for each attempt, so that every repetition
/// says the same and the outbox holds no personal data.
///
/// A department is told of an item what its form asks and nothing else; a subscriber is told that something happened, and
/// nothing about whom.
struct MessageContent {
    let casework: Casework
    /// Where the message comes from, as CloudEvents wants it: the installation's public address.
    let source: String
    private var known: (subject: [UInt8], submission: Submission, history: [StoredEvent])?

    init(casework: Casework, source: String) {
        self.casework = casework
        self.source = source
    }

    /// The body of a message.
    mutating func body(of message: OutboxMessage, in session: any Session) throws -> [UInt8] {
        let (submission, history) = try history(of: message, in: session)
        guard let event = history.first(where: { $0.version == message.epoch }) else {
            throw StorageFailure.corrupt("the outbox names event \(message.epoch), which history does not have")
        }
        let isForDepartment = message.destination.hasPrefix("department:")
        let entry = submission.items.first { $0.item.rawValue == message.item }
        var data: [JSON.Member] = [.init("application", .string(submission.number.description))]
        if let entry {
            data += [
                .init("item", .string(entry.item.rawValue)), .init("number", .string(entry.number.description)),
                .init("department", .string(entry.department.rawValue)),
            ]
        }
        if let attempt = message.body["attempt"] { data.append(.init("attempt", attempt)) }
        data += [.init("version", .integer(event.version)), .init("region", .string(submission.region.description))]
        if isForDepartment, let entry { data += try details(of: event, entry, submission, history, in: session) }
        let body = JSON.members([
            "specversion": "1.0", "id": .string(message.id.description), "source": .string(source),
            "type": .string((entry == nil ? "lianban.application." : "lianban.item.") + event.kind),
            "subject": .string((entry?.number ?? submission.number).description), "time": .string(event.at.description),
            "datacontenttype": "application/json", "traceparent": message.trace.map { .string($0.traceparent) },
            "data": .object(data),
        ])
        return body.encoded
    }

    /// The event itself, and where the form is new or has changed, as much of it as the item asks.
    private func details(
        of event: StoredEvent, _ entry: Submission.Entry, _ submission: Submission, _ history: [StoredEvent],
        in session: any Session
    ) throws -> [JSON.Member] {
        var details = [JSON.Member("event", event.body)]
        guard event.kind == "started" || event.kind == "correctionAnswered" else { return details }
        let catalog = try casework.shelf.catalog(submission.revision, in: session)
        guard let item = catalog.items[entry.item] else { return details }
        let past = history.prefix { $0.version <= event.version }
        let answers = try Answers(folding: Array(past))
        details.append(
            .init(
                "answers",
                .object(
                    item.fields.compactMap { field in answers[field.element].map { .init(field.element.rawValue, $0) } }
                )))
        details.append(
            .init(
                "materials",
                .array(
                    submission.materials.filter { receipt in item.materials.contains { $0.material == receipt.material }
                    }.map {
                        .members([
                            "material": .string($0.material.rawValue), "source": .string($0.source.rawValue),
                            "upload": $0.upload.map(JSON.string),
                        ])
                    })))
        return details
    }

    /// The items of one application lie beside each other in the outbox, so its history is read once for all of them.
    private mutating func history(of message: OutboxMessage, in session: any Session) throws -> (
        Submission, [StoredEvent]
    ) {
        if let known, known.subject == message.subject, known.history.last.map({ $0.version >= message.epoch }) == true
        {
            return (known.submission, known.history)
        }
        guard let id = Identifier<Application>(bytes: message.subject) else {
            throw StorageFailure.corrupt("the outbox names an application that is not an identifier")
        }
        let history = try casework.history(CaseReference(shard: message.shard, id: id), in: session)
        guard let first = history.first, case .submitted(let submission) = try ApplicationEvent(first) else {
            throw StorageFailure.corrupt("an application's history does not begin with its submission")
        }
        known = (message.subject, submission, history)
        return (submission, history)
    }
}
