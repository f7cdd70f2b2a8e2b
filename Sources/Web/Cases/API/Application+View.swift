import Cases
import Catalog
import Ledger
import Vocabulary

/// Applications as the JSON interface shows them. Names are masked; answers are shown to the applicant only.
extension Application {
    /// - Parameter items: the items to show; nil shows all, and with them the token of the feedback.
    public func view(_ calendar: WorkingCalendar, items: Set<ItemCode>? = nil) -> JSON {
        .members([
            "number": .string(number.description), "bundle": .string(bundle.rawValue), "revision": .string(revision),
            "region": .string(region.description), "applicant": .string(maskedName),
            "channel": .string(channel.rawValue),
            "status": .string(status.rawValue), "submittedAt": .string(submittedAt.description),
            "version": .integer(version),
            "items": .array(tasks.filter { items?.contains($0.item) ?? true }.map { $0.view(calendar) }),
            "feedback": feedback.map { feedback in
                [
                    "issuedAt": .string(feedback.issuedAt.description), "revision": .integer(feedback.revision),
                    "revisedAt": .string(feedback.revisedAt.description),
                    "token": .optional(items == nil ? token : nil),
                ]
            },
            "handledByStaff": isByStaff ? true : nil, "claimedAt": claimedAt.map { .string($0.description) },
            "rating": rating.map { ["grade": .integer($0.grade.rawValue), "comment": .string($0.comment)] },
        ])
    }
}

extension ItemTask {
    public func view(_ calendar: WorkingCalendar) -> JSON {
        var members: [JSON.Member] = [
            .init("item", .string(item.rawValue)), .init("number", .string(number.description)),
            .init("department", .string(department.rawValue)), .init("region", .string(region.description)),
            .init("status", .string(status.rawValue)),
        ]
        if let due = due(calendar) { members.append(.init("due", .string(due.description))) }
        switch progress {
        case .waiting:
            members.append(.init("requires", .array(requires.map { .array($0.map { .string($0.rawValue) }) })))
        case .received(_, let acceptBy): members.append(.init("acceptBy", .string(acceptBy.description)))
        case .correcting(let correction): members.append(.init("correction", correction.view))
        case .handling(let handling):
            members.append(.init("acceptedOn", .string(handling.acceptedOn.description)))
            members.append(.init("step", .string(handling.step.rawValue)))
            members.append(.init("paused", .bool(handling.isPaused)))
            if let until = handling.stepUntil { members.append(.init("until", .string(until.description))) }
            if let correction = handling.correction { members.append(.init("correction", correction.view)) }
            if !handling.tolerances.isEmpty {
                members.append(
                    .init("outstanding", .array(handling.tolerances.keys.sorted().map { .string($0.rawValue) })))
            }
        case .ended(let ending):
            members.append(.init("endedAt", .string(ending.at.description)))
            if let reason = ending.reason { members.append(.init("reason", .string(reason))) }
            if let because = ending.because { members.append(.init("because", .string(because.rawValue))) }
            if !ending.result.isEmpty { members.append(.init("result", ending.result.json)) }
            if ending.isRevoked { members.append(.init("revoked", true)) }
            if ending.corrections > 0 { members.append(.init("corrections", .integer(ending.corrections))) }
        }
        return .object(members)
    }
}

extension ItemTask.Correction {
    var view: JSON {
        [
            "fields": .array(fields.map { .string($0.rawValue) }),
            "materials": .array(materials.map { .string($0.rawValue) }),
            "note": .string(note), "by": .string(by.description),
        ]
    }
}

extension TimelineEntry {
    /// `{"at", "kind", "item", "actor", "due"}`; item and due are null where they do not apply.
    public var view: JSON {
        [
            "at": .string(at.description), "kind": .string(kind), "item": .optional(item?.rawValue),
            "actor": .string(actor),
            "due": .optional(due?.description),
        ]
    }
}

extension QueueEntry {
    var view: JSON {
        [
            "item": .string(item.rawValue), "number": .string(number.description),
            "department": .string(department.rawValue),
            "region": .string(region.description), "applicant": .string(maskedName), "status": .string(status.rawValue),
            "actBy": .optional(actBy?.description),
        ]
    }
}
