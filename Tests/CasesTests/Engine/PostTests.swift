import Catalog
import Simulation
import Testing
import Vocabulary

@testable import Cases

/// Members of the right department and region, whose post is another one.
@Suite struct `Acts that need a post` {
    private let item: ItemCode = "permit"

    private func permit(_ steps: [Blueprint.Step] = [.review, .decide, .automaticIssue]) throws -> Story {
        let outline = Blueprint([.init(item, steps: steps, hasStatement: true)])
        return try Story.wenNaFiles([item], committing: [item], with: try outline.catalog())
    }

    private func granted() throws -> Story {
        var story = try permit()
        try story.on("2024-06-11", .haiLan, .accept(item))
        try story.on("2024-06-11", .haiLan, .advance(item, opinion: "o"))
        try story.on("2024-06-11", .moLi, .grant(item, result: story.result(item)))
        return story
    }

    private func refusals(_ story: Story, _ actors: [Actor], _ command: Command) -> [Refusal?] {
        actors.map { story.refusal("2024-06-12", $0, command) }
    }

    private var out: Refusal { .outsideYourScope(item) }

    @Test func `a bank, a payer or a supervisor asks nobody for anything`() throws {
        let ask = Command.askCorrection(item, fields: [Blueprint.Item(item).wish], materials: [], note: "n")
        var story = try permit()
        #expect(refusals(story, [.bankAtHand, .jinFeng, .onlooker], ask) == [out, out, out])
        try story.on("2024-06-11", .haiLan, .accept(item))
        #expect(refusals(story, [.bankAtHand, .jinFeng, .onlooker], ask) == [out, out, out])
        #expect(refusals(story, [.haiLan, .counterOnly, .moLi], ask) == [nil, nil, nil])
    }

    @Test func `an objection is recorded by whoever publicises or handles`() throws {
        var story = try permit([.publicize(40), .decide, .automaticIssue])
        try story.on("2024-06-11", .haiLan, .accept(item))
        let object = Command.object(item, reason: "r")
        #expect(refusals(story, [.bankAtHand, .onlooker], object) == [out, out])
        #expect(refusals(story, [.jinFeng, .haiLan], object) == [nil, nil])
    }

    @Test func `a review is answered by those who judge`() throws {
        var story = try permit()
        try story.on("2024-06-11", .haiLan, .accept(item))
        try story.on("2024-06-11", .haiLan, .refuse(item, reason: "r"))
        try story.on("2024-06-12", .wenNa, .askReview(item, reason: "r"))
        let answer = Command.answerReview(item, reopen: true, reason: "r")
        #expect(refusals(story, [.bankAtHand, .jinFeng, .onlooker, .counterOnly], answer) == [out, out, out, out])
        #expect(refusals(story, [.haiLan, .moLi], answer) == [nil, nil])
    }

    @Test func `a result is changed by those who decide`() throws {
        let story = try granted()
        for command in [
            Command.correctResult(item, result: story.result(item, "2"), reason: "r"), .revokeResult(item, reason: "r"),
        ] {
            #expect(
                refusals(story, [.bankAtHand, .jinFeng, .onlooker, .counterOnly, .haiLan], command) == [
                    out, out, out, out, out,
                ])
            #expect(refusals(story, [.moLi], command) == [nil])
        }
    }

    @Test func `a statement is checked by those who judge`() throws {
        let story = try granted()
        let check = Command.checkCommitment(item, isHonest: false, note: "n")
        #expect(refusals(story, [.bankAtHand, .jinFeng, .onlooker, .counterOnly], check) == [out, out, out, out])
        #expect(refusals(story, [.haiLan, .moLi], check) == [nil, nil])
    }

    @Test func `time is nobody's to move`() throws {
        let story = try permit()
        #expect(refusals(story, [.haiLan, .wenNa], .wake) == [.notYourApplication, .notYourApplication])
    }

    @Test func `staff at a counter act for the person they serve and for nobody else`() throws {
        let story = try permit()
        let withdraw = Command.withdraw([item], reason: "r")
        #expect(story.refusal("2024-06-12", .clerk("bai-yang", for: .wenNa), withdraw) == nil)
        #expect(story.refusal("2024-06-12", .clerk("bai-yang", for: .liJun), withdraw) == .notYourApplication)
        #expect(story.refusal("2024-06-12", .clerk("bai-yang", for: .wenNa), .accept(item)) == out)
    }
}
