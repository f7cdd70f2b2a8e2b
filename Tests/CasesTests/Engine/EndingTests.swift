import Catalog
import Simulation
import Testing
import Vocabulary

@testable import Cases

@Suite struct `The one feedback` {
    @Test func `is issued once, when the last item has ended`() throws {
        var story = try Story.wenNaFiles([.registration, .medical])
        try story.isGranted(.medical, on: "2024-06-11")
        #expect(story.application.feedback == nil)
        try story.isGranted(.registration, on: "2024-06-12")
        #expect(story.application.feedback?.revision == 1)
        #expect(story.application.status == .answered)
        #expect(story.count("answered") == 1)
    }

    @Test func `a corrected result gives it a new revision`() throws {
        var story = try Story.wenNaFiles([.registration])
        try story.isGranted(.registration, on: "2024-06-11")
        let corrected = story.result(.registration, "2")
        try story.on("2024-06-12", .moLi, .correctResult(.registration, result: corrected, reason: "typing error"))
        #expect(story.ending(.registration)?.result == corrected)
        #expect(story.application.feedback?.revision == 2)
        #expect(story.count("answered") == 1)
    }

    @Test func `a revoked result gives it a new revision and stands no more`() throws {
        var story = try Story.wenNaFiles([.registration])
        try story.isGranted(.registration, on: "2024-06-11")
        try story.on("2024-06-12", .moLi, .revokeResult(.registration, reason: "obtained by deceit"))
        #expect(story.ending(.registration)?.isRevoked == true)
        #expect(story.application.feedback?.revision == 2)
        let again = Command.revokeResult(.registration, reason: "again")
        #expect(story.refusal("2024-06-13", .moLi, again) == .notNow(.registration, .granted))
    }

    @Test func `a correction before the last item has ended waits for it`() throws {
        var story = try Story.wenNaFiles([.registration, .medical])
        try story.isGranted(.registration, on: "2024-06-11")
        try story.on("2024-06-12", .moLi, .revokeResult(.registration, reason: "issued in error"))
        #expect(story.application.feedback == nil)
        try story.isGranted(.medical, on: "2024-06-13")
        #expect(story.application.feedback?.revision == 1)
        #expect(story.count("feedbackRevised") == 0)
    }
}

@Suite struct `Withdrawing` {
    @Test func `one item leaves the others alone`() throws {
        var story = try Story.wenNaFiles([.registration, .medical])
        try story.on("2024-06-11", .wenNa, .withdraw([.medical], reason: ""))
        #expect(story.status(.medical) == .withdrawn)
        #expect(story.status(.registration) == .received)
    }

    @Test func `everything ends the application, with its feedback`() throws {
        var story = try Story.wenNaFiles([.registration, .startup, .medical])
        try story.on("2024-06-11", .wenNa, .withdraw([.registration, .startup, .medical], reason: "moving away"))
        #expect(story.application.status == .withdrawn)
        #expect(story.count("answered") == 1)
    }

    @Test func `the first of a line ends the line`() throws {
        var story = try Story.wenNaFiles([.registration, .startup])
        try story.on("2024-06-11", .wenNa, .withdraw([.registration], reason: ""))
        #expect(story.ending(.startup)?.because == .registration)
    }

    @Test func `is the applicant's own, and only while the item is open`() throws {
        var story = try Story.wenNaFiles([.registration])
        #expect(story.refusal("2024-06-11", .liJun, .withdraw([.registration], reason: "")) == .notYourApplication)
        #expect(story.refusal("2024-06-11", .haiLan, .withdraw([.registration], reason: "")) == .notYourApplication)
        try story.isGranted(.registration, on: "2024-06-11")
        #expect(
            story.refusal("2024-06-12", .wenNa, .withdraw([.registration], reason: ""))
                == .notNow(.registration, .granted))
    }

    @Test func `of nothing changes nothing, and of one item twice is refused`() throws {
        var story = try Story.wenNaFiles([.registration])
        #expect(try story.on("2024-06-11", .wenNa, .withdraw([], reason: "")).isEmpty)
        let twice = Command.withdraw([.registration, .registration], reason: "")
        #expect(story.refusal("2024-06-11", .wenNa, twice) == .notNow(.registration, .withdrawn))
    }
}

@Suite struct `Reviewing a refusal` {
    private func refused() throws -> Story {
        var story = try Story.wenNaFiles([.registration, .startup], on: "2024-06-07")
        try story.on("2024-06-07", .haiLan, .accept(.registration))
        try story.on("2024-06-11", .moLi, .refuse(.registration, reason: "unknown school"))
        return story
    }

    @Test func `a review that upholds it changes nothing`() throws {
        var story = try refused()
        try story.on("2024-06-12", .wenNa, .askReview(.registration, reason: "the school was renamed"))
        try story.on("2024-06-13", .moLi, .answerReview(.registration, reopen: false, reason: "it was closed"))
        #expect(story.status(.registration) == .refused)
        #expect(story.application.feedback?.revision == 1)
    }

    @Test func `a review that overturns it revives what could not be reached`() throws {
        var story = try refused()
        #expect(story.status(.startup) == .notReached)
        try story.on("2024-06-12", .wenNa, .askReview(.registration, reason: "the school was renamed"))
        try story.on("2024-06-17", .moLi, .answerReview(.registration, reopen: true, reason: "true"))
        #expect(story.status(.registration) == .reviewing)
        #expect(story.application.status == .handling)
        try story.on("2024-06-17", .moLi, .grant(.registration, result: story.result(.registration)))
        #expect(story.status(.startup) == .received)
        try story.isGranted(.startup, on: "2024-06-18")
        #expect(story.application.feedback?.revision == 2)
        #expect(story.count("answered") == 1)
    }

    @Test func `the days between refusal and review do not count`() throws {
        var story = try refused()
        try story.on("2024-06-12", .wenNa, .askReview(.registration, reason: "the school was renamed"))
        try story.on("2024-06-17", .moLi, .answerReview(.registration, reopen: true, reason: "true"))
        // Five days from 06-07: 06-11, then four more from 06-18.
        #expect(story.due(.registration) == "2024-06-21")
    }

    @Test func `a declined item is received again`() throws {
        var story = try Story.wenNaFiles([.registration])
        try story.on("2024-06-07", .haiLan, .decline(.registration, reason: "not our district"))
        try story.on("2024-06-11", .wenNa, .askReview(.registration, reason: "it is"))
        try story.on("2024-06-12", .moLi, .answerReview(.registration, reopen: true, reason: "it is"))
        #expect(story.application.task(.registration)?.progress == .received(on: "2024-06-12", acceptBy: "2024-06-19"))
    }

    @Test func `a refusal during publicity, reviewed, goes back to review`() throws {
        var story = try Story.wenNaFiles([.subsidy], on: "2024-06-06")
        try story.on("2024-06-06", .haiLan, .accept(.subsidy))
        try story.on("2024-06-07", .haiLan, .advance(.subsidy, opinion: "entitled"))
        try story.on("2024-06-11", .jinFeng, .refuse(.subsidy, reason: "reported as a fraud"))
        try story.on("2024-06-12", .wenNa, .askReview(.subsidy, reason: "slander"))
        try story.on("2024-06-13", .haiLan, .answerReview(.subsidy, reopen: true, reason: "slander indeed"))
        #expect(story.handling(.subsidy)?.kind == .review)
        #expect(try story.passes(from: "2024-06-14", until: "2024-06-18").isEmpty)
    }

    @Test func `only a refusal can be reviewed, and only once at a time`() throws {
        var story = try refused()
        let ask = Command.askReview(.registration, reason: "the school was renamed")
        try story.on("2024-06-12", .wenNa, ask)
        #expect(story.refusal("2024-06-12", .wenNa, ask) == .notNow(.registration, .refused))
        #expect(
            story.refusal("2024-06-12", .wenNa, .askReview(.startup, reason: "x")) == .notNow(.startup, .notReached))
    }
}

@Suite struct `A statement instead of a document` {
    private func paid(committing: [ItemCode]) throws -> Story {
        var story = try Story.wenNaFiles([.subsidy], on: "2024-06-06", committing: committing)
        try story.on("2024-06-06", .haiLan, .accept(.subsidy))
        try story.on("2024-06-07", .haiLan, .advance(.subsidy, opinion: "entitled"))
        try story.passes(from: "2024-06-08", until: "2024-06-18")
        try story.on("2024-06-18", .moLi, .grant(.subsidy, result: story.result(.subsidy)))
        try story.on("2024-06-18", .jinFeng, .grant(.subsidy, result: Answers()))
        return story
    }

    @Test func `is checked after thirty days, told once`() throws {
        var story = try paid(committing: [.subsidy])
        #expect(story.ending(.subsidy)?.checkOn == "2024-07-18")
        let rung = try story.passes(from: "2024-06-19", until: "2024-08-01")
        #expect(rung == [.commitmentCheckDue(.subsidy)])
        try story.on("2024-08-01", .haiLan, .checkCommitment(.subsidy, isHonest: true, note: "true"))
        #expect(story.ending(.subsidy)?.isRevoked == false)
        #expect(story.application.feedback?.revision == 1)
    }

    @Test func `loses its result when it was false`() throws {
        var story = try paid(committing: [.subsidy])
        try story.on("2024-06-20", .haiLan, .checkCommitment(.subsidy, isHonest: false, note: "had a shop in 2019"))
        #expect(story.ending(.subsidy)?.isRevoked == true)
        #expect(story.application.feedback?.revision == 2)
        #expect(try story.passes(from: "2024-06-21", until: "2024-08-01").isEmpty)
    }

    @Test func `that was never signed is never checked`() throws {
        var story = try paid(committing: [])
        #expect(story.ending(.subsidy)?.checkOn == nil)
        #expect(try story.passes(from: "2024-06-19", until: "2024-08-01").isEmpty)
    }
}

@Suite struct `Rating` {
    @Test func `is voluntary, once, and has no default`() throws {
        var story = try Story.wenNaFiles([.medical])
        #expect(story.refusal("2024-06-07", .wenNa, .rate(.satisfied, comment: "")) == .feedbackNotIssued)
        try story.isGranted(.medical, on: "2024-06-07")
        #expect(story.application.rating == nil)
        try story.on("2024-06-08", .wenNa, .rate(.dissatisfied, comment: "slow"))
        #expect(story.application.rating?.grade == .dissatisfied)
        #expect(story.refusal("2024-06-09", .wenNa, .rate(.verySatisfied, comment: "")) == .alreadyRated)
    }

    @Test func `is nobody else's`() throws {
        var story = try Story.wenNaFiles([.medical])
        try story.isGranted(.medical, on: "2024-06-07")
        #expect(story.refusal("2024-06-08", .liJun, .rate(.satisfied, comment: "")) == .notYourApplication)
        #expect(story.refusal("2024-06-08", .chunYu, .rate(.verySatisfied, comment: "")) == .notYourApplication)
    }
}
