import Catalog
import Simulation
import Testing
import Vocabulary

@testable import Cases

@Suite struct `Steps outside the clock` {
    /// The subsidy, accepted and about to be published.
    private func published(on day: CalendarDay) throws -> Story {
        var story = try Story.wenNaFiles([.registration, .startup, .subsidy], on: "2024-06-06")
        try story.isGranted(.registration, on: "2024-06-06")
        try story.isGranted(.startup, on: "2024-06-06")
        try story.on("2024-06-06", .haiLan, .accept(.subsidy))
        try story.on(day, .haiLan, .advance(.subsidy, opinion: "entitled"))
        return story
    }

    @Test func `publicity lasts five working days and stops the clock`() throws {
        var story = try published(on: "2024-06-07")
        #expect(story.status(.subsidy) == .publicizing)
        #expect(story.due(.subsidy) == nil)
        try story.passes(from: "2024-06-08", until: "2024-06-17")
        #expect(story.status(.subsidy) == .publicizing)
        try story.passes(from: "2024-06-18", until: "2024-06-18")
        #expect(story.status(.subsidy) == .handling)
        // Ten days from 06-06: 06-07 counts, publicity 06-08…06-17 does not, then nine more from 06-18.
        #expect(story.due(.subsidy) == "2024-06-28")
    }

    @Test func `a clock that looks late does not lengthen publicity`() throws {
        var story = try published(on: "2024-06-07")
        try story.passes(from: "2024-06-21", until: "2024-06-21")
        #expect(story.due(.subsidy) == "2024-06-28")
    }

    @Test func `an objection sends the item back to review`() throws {
        var story = try published(on: "2024-06-07")
        try story.on("2024-06-12", .haiLan, .object(.subsidy, reason: "already had a shop"))
        #expect(story.handling(.subsidy)?.kind == .review)
        #expect(story.handling(.subsidy)?.isPaused == false)
        #expect(story.due(.subsidy) == "2024-06-25")
        try story.on("2024-06-13", .haiLan, .refuse(.subsidy, reason: "the objection is right"))
        #expect(story.status(.subsidy) == .refused)
    }

    @Test func `nothing is asked and nothing decided during publicity`() throws {
        let story = try published(on: "2024-06-07")
        let ask = Command.askCorrection(.subsidy, fields: [Blueprint.Item(.subsidy).wish], materials: [], note: "")
        #expect(story.refusal("2024-06-11", .haiLan, ask) == .notNow(.subsidy, .publicizing))
        let grant = Command.grant(.subsidy, result: story.result(.subsidy))
        #expect(story.refusal("2024-06-11", .moLi, grant) == .notNow(.subsidy, .publicizing))
    }

    @Test func `an objection needs publicity, a reason and the department`() throws {
        var story = try published(on: "2024-06-07")
        #expect(story.refusal("2024-06-11", .haiLan, .object(.subsidy, reason: " ")) == .reasonMissing)
        #expect(story.refusal("2024-06-11", .chunYu, .object(.subsidy, reason: "no")) == .outsideYourScope(.subsidy))
        try story.passes(from: "2024-06-18", until: "2024-06-18")
        #expect(story.refusal("2024-06-19", .haiLan, .object(.subsidy, reason: "no")) == .notNow(.subsidy, .handling))
    }

    @Test func `the bank's step is the bank's, and the clock stands still meanwhile`() throws {
        var story = try Story.wenNaFiles([.registration, .startup, .loan], on: "2024-06-06")
        try story.isGranted(.registration, on: "2024-06-06")
        try story.isGranted(.startup, on: "2024-06-06")
        try story.on("2024-06-06", .haiLan, .accept(.loan))
        try story.on("2024-06-07", .haiLan, .advance(.loan, opinion: "qualifies"))
        #expect(story.status(.loan) == .external)
        #expect(story.due(.loan) == nil)
        #expect(story.refusal("2024-06-11", .haiLan, .advance(.loan, opinion: "")) == .outsideYourScope(.loan))
        try story.on("2024-06-20", .shiYing, .advance(.loan, opinion: "creditworthy"))
        // Seven days from 06-06: 06-07, then six more from 06-21.
        #expect(story.due(.loan) == "2024-06-28")
        try story.on("2024-06-21", .moLi, .grant(.loan, result: Answers()))
        try story.on("2024-06-24", .jinFeng, .grant(.loan, result: story.result(.loan)))
        #expect(story.status(.loan) == .granted)
    }

    @Test func `the bank may refuse`() throws {
        var story = try Story.wenNaFiles([.loan], on: "2024-06-06")
        try story.on("2024-06-06", .haiLan, .accept(.loan))
        try story.on("2024-06-06", .haiLan, .advance(.loan, opinion: "qualifies"))
        try story.on("2024-06-20", .shiYing, .refuse(.loan, reason: "not creditworthy"))
        #expect(story.status(.loan) == .refused)
    }

    @Test func `a refusal during an outside step, reviewed, leaves the clock standing there`() throws {
        var story = try Story.wenNaFiles([.loan], on: "2024-06-06")
        try story.on("2024-06-06", .haiLan, .accept(.loan))
        try story.on("2024-06-06", .haiLan, .advance(.loan, opinion: "qualifies"))
        try story.on("2024-06-20", .shiYing, .refuse(.loan, reason: "not creditworthy"))
        try story.on("2024-06-21", .wenNa, .askReview(.loan, reason: "mistaken identity"))
        try story.on("2024-06-24", .haiLan, .answerReview(.loan, reopen: true, reason: "right"))
        #expect(story.status(.loan) == .external)
        #expect(story.due(.loan) == nil)
    }

    @Test func `a last publicity ends the item with what was decided`() throws {
        let outline = Blueprint([.init("permit", steps: [.decide, .publicize(5)])])
        var story = try Story.wenNaFiles(["permit"], with: try outline.catalog())
        try story.on("2024-06-07", .haiLan, .accept("permit"))
        try story.on("2024-06-07", .moLi, .grant("permit", result: story.result("permit")))
        try story.passes(from: "2024-06-08", until: "2024-06-18")
        #expect(story.status("permit") == .granted)
        #expect(story.ending("permit")?.result == story.result("permit"))
    }

    @Test func `who decides fills in the result when nobody comes after`() throws {
        for steps in [
            [.decide, .publicize(5)], [.decide, .publicize(5), .automaticIssue], [.decide, .external, .automaticIssue],
        ]
            as [[Blueprint.Step]]
        {
            let outline = Blueprint([.init("permit", steps: steps)])
            var story = try Story.wenNaFiles(["permit"], with: try outline.catalog())
            try story.on("2024-06-07", .haiLan, .accept("permit"))
            let empty = Command.grant("permit", result: Answers())
            #expect(
                story.refusal("2024-06-07", .moLi, empty) == .resultIncomplete("permit", missing: ["permit_number"]))
        }
    }

    @Test func `the system issues after an outside step that follows the decision`() throws {
        let outline = Blueprint([.init("permit", steps: [.decide, .external, .automaticIssue])])
        var story = try Story.wenNaFiles(["permit"], with: try outline.catalog())
        try story.on("2024-06-07", .haiLan, .accept("permit"))
        try story.on("2024-06-07", .moLi, .grant("permit", result: story.result("permit")))
        try story.on("2024-06-11", .shiYing, .advance("permit", opinion: "paid out"))
        #expect(story.status("permit") == .granted)
    }

    @Test func `an outside step that comes last ends the item`() throws {
        let outline = Blueprint([.init("permit", steps: [.decide, .external])])
        var story = try Story.wenNaFiles(["permit"], with: try outline.catalog())
        try story.on("2024-06-07", .haiLan, .accept("permit"))
        try story.on("2024-06-07", .moLi, .grant("permit", result: story.result("permit")))
        try story.on("2024-06-11", .shiYing, .advance("permit", opinion: "paid out"))
        #expect(story.status("permit") == .granted)
    }

    @Test func `after an objection the decision is taken anew`() throws {
        let outline = Blueprint([.init("permit", steps: [.review, .decide, .publicize(5), .automaticIssue])])
        var story = try Story.wenNaFiles(["permit"], with: try outline.catalog())
        try story.on("2024-06-07", .haiLan, .accept("permit"))
        try story.on("2024-06-07", .haiLan, .advance("permit", opinion: "good"))
        try story.on("2024-06-07", .moLi, .grant("permit", result: story.result("permit")))
        try story.on("2024-06-11", .haiLan, .object("permit", reason: "a neighbour objects"))
        #expect(story.handling("permit")?.isDecided == false)
        #expect(story.handling("permit")?.kind == .review)
    }
}
