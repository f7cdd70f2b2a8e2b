import Catalog
import Ledger
import Testing
import Vocabulary

@testable import Cases

/// Events as they were written on the first day. These texts are for ever: never edit one, only add.
@Suite struct `Stored events` {
    private static let day: CalendarDay = "2024-06-07"
    private static let answers = Answers([.init("wish", "soon")])

    private static let golden: [(event: ApplicationEvent, text: String)] = [
        (.started("a", acceptBy: day, fed: answers), #"{"acceptBy":19881,"fed":{"wish":"soon"}}"#),
        (.started("a", acceptBy: day, fed: Answers()), #"{"acceptBy":19881}"#),
        (.notReached("a", because: "b"), #"{"because":"b"}"#),
        (
            .correctionAsked("a", .init(fields: ["f"], materials: ["m"], note: "补", askedOn: day, by: day)),
            #"{"fields":["f"],"materials":["m"],"note":"补","askedOn":19881,"by":19881}"#
        ),
        (
            .correctionAnswered(
                "a", answers: answers, materials: [MaterialReceipt("m", .uploaded, upload: "u")], acceptBy: day),
            #"{"answers":{"wish":"soon"},"materials":[{"material":"m","source":"uploaded","upload":"u"}],"acceptBy":19881}"#
        ),
        (
            .correctionAnswered("a", answers: Answers(), materials: [], acceptBy: nil),
            #"{"answers":{},"materials":[]}"#
        ),
        (
            .accepted(
                "a",
                Acceptance(
                    on: day, isDeemed: true, limit: Limit(count: 5, unit: .workingDays), yellowDays: 2, step: "s",
                    kind: .review,
                    clockRuns: true, until: nil, tolerances: ["m": day])),
            #"{"on":19881,"isDeemed":true,"limit":{"count":5,"unit":"workingDays"},"yellowDays":2,"step":"s","kind":"review","clockRuns":true,"tolerances":{"m":19881}}"#
        ),
        (.declined("a", reason: "r"), #"{"reason":"r"}"#),
        (
            .stepEntered("a", "s", kind: .publicize, clockRuns: false, until: day, opinion: "同意"),
            #"{"step":"s","kind":"publicize","clockRuns":false,"until":19881,"opinion":"同意"}"#
        ),
        (
            .stepEntered("a", "s", kind: .decide, clockRuns: true, until: nil, opinion: nil),
            #"{"step":"s","kind":"decide","clockRuns":true}"#
        ),
        (.approved("a", draft: answers, isDecided: true), #"{"draft":{"wish":"soon"},"isDecided":true}"#),
        (.objected("a", reason: "r"), #"{"reason":"r"}"#),
        (
            .supplied("a", MaterialReceipt("m", .uploaded, upload: "u")),
            #"{"material":"m","source":"uploaded","upload":"u"}"#
        ),
        (.toleranceLapsed("a", "m"), #"{"material":"m"}"#),
        (.granted("a", result: answers, checkOn: day), #"{"result":{"wish":"soon"},"checkOn":19881}"#),
        (.granted("a", result: Answers(), checkOn: nil), #"{"result":{}}"#),
        (.refused("a", reason: "r"), #"{"reason":"r"}"#),
        (.withdrawn("a", reason: ""), #"{"reason":""}"#),
        (.terminated("a", reason: "correctionLapsed"), #"{"reason":"correctionLapsed"}"#),
        (.warned("a", .yellow, due: day), #"{"warning":1,"due":19881}"#),
        (.commitmentChecked("a", isHonest: false, note: "n"), #"{"isHonest":false,"note":"n"}"#),
        (.commitmentCheckDue("a"), "{}"),
        (.reviewAsked("a", reason: "r"), #"{"reason":"r"}"#),
        (
            .reviewAnswered("a", isReopened: true, reason: "r", acceptBy: day),
            #"{"isReopened":true,"reason":"r","acceptBy":19881}"#
        ),
        (.resultCorrected("a", result: answers, reason: "r"), #"{"result":{"wish":"soon"},"reason":"r"}"#),
        (.resultRevoked("a", reason: "r"), #"{"reason":"r"}"#),
        (.answered, "{}"),
        (.feedbackRevised(2), #"{"revision":2}"#),
        (.claimed, "{}"),
        (.rated(.verySatisfied, comment: "快"), #"{"grade":5,"comment":"快"}"#),
    ]

    private static let submitted =
        #"{"id":"018ff000-0002-7000-8000-000000000003","number":"12441500196720244T3442199806003202406070001","#
        + #""applicant":"018ff000-0001-7000-8000-000000000001","maskedName":"文*","bundle":"one-matter","revision":"r1","#
        + #""region":"530102","channel":"counter","token":"t","#
        + #""items":[{"item":"a","number":"12441500196720244T3442199806003202406070002","department":"hrss"},"#
        + #"{"item":"b","number":"12441500196720244T3442199806003202406070003","department":"bank","requires":[["a"]],"skips":["s"]}],"#
        + #""answers":{"wish":"soon"},"materials":[{"material":"m","source":"later"}],"commitments":[{"item":"a","version":"2024-1"}]}"#

    private func read(_ kind: String, _ item: String?, _ text: String) throws -> ApplicationEvent {
        try ApplicationEvent(
            StoredEvent(
                version: 1, kind: kind, item: item, actor: "system", at: Instant(microseconds: 0),
                body: try JSON(parsing: text)))
    }

    @Test func `are read as they were written`() throws {
        for (event, text) in Self.golden {
            #expect(try read(event.kind, event.item?.rawValue, text) == event)
        }
    }

    @Test func `are still written in the same words`() {
        for (event, text) in Self.golden {
            let stored = event.stored(version: 1, actor: .system, at: Instant(microseconds: 0))
            #expect(stored.body.encodedText == text)
            #expect(stored.item == event.item?.rawValue)
        }
    }

    @Test func `of a submission are read and written the same`() throws {
        let event = try read("submitted", nil, Self.submitted)
        #expect(
            event.stored(version: 1, actor: .system, at: Instant(microseconds: 0)).body.encodedText == Self.submitted)
        guard case .submitted(let submission) = event else { return }
        #expect(submission.items.map(\.requires) == [[], [["a"]]])
        #expect(submission.commitments == [.init(item: "a", version: "2024-1")])
    }

    @Test func `cover every kind there is`() {
        var kinds = Set(Self.golden.map(\.event.kind))
        kinds.insert("submitted")
        #expect(kinds.count == 27)
    }

    @Test func `of an unknown kind, without their item or with a wrong body are damage`() {
        #expect(throws: (any Error).self) { try read("forged", nil, "{}") }
        #expect(throws: (any Error).self) { try read("granted", nil, #"{"result":{}}"#) }
        #expect(throws: (any Error).self) { try read("warned", "a", #"{"warning":9,"due":1}"#) }
        #expect(throws: (any Error).self) { try read("rated", nil, #"{"grade":0,"comment":""}"#) }
        #expect(throws: (any Error).self) { try read("started", "a", "{}") }
    }
}
