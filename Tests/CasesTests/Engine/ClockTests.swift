import Catalog
import Testing
import Vocabulary

@testable import Cases

@Suite struct `Time alone` {
    @Test func `a department that does not answer in five working days has accepted`() throws {
        var story = try Story.wenNaFiles([.registration], on: "2024-06-07")
        #expect(try story.passes(from: "2024-06-08", until: "2024-06-17").isEmpty)
        try story.passes(from: "2024-06-18", until: "2024-06-18")
        #expect(story.handling(.registration)?.isDeemed == true)
    }

    @Test func `an item turns yellow once and red once`() throws {
        var story = try Story.wenNaFiles([.registration], on: "2024-06-07")
        try story.on("2024-06-07", .haiLan, .accept(.registration))
        #expect(story.due(.registration) == "2024-06-17")
        let rung = try story.passes(from: "2024-06-08", until: "2024-07-31")
        #expect(
            rung == [
                .warned(.registration, .yellow, due: "2024-06-17"), .warned(.registration, .red, due: "2024-06-17"),
            ])
        let days = story.events.filter { $0.event.kind == "warned" }.map(\.at.day)
        #expect(days == ["2024-06-13", "2024-06-18"])
    }

    @Test func `a clock that was asleep rings everything in order when it wakes`() throws {
        var story = try Story.wenNaFiles([.registration], on: "2024-06-07")
        try story.on("2024-06-07", .haiLan, .accept(.registration))
        let rung = try story.passes(from: "2024-07-31", until: "2024-07-31")
        #expect(rung.map(\.kind) == ["warned", "warned"])
        #expect(story.handling(.registration)?.warning == .red)
    }

    @Test func `no warning comes while the clock stands still`() throws {
        var story = try Story.wenNaFiles([.loan], on: "2024-06-07")
        try story.on("2024-06-07", .haiLan, .accept(.loan))
        try story.on("2024-06-07", .haiLan, .advance(.loan, opinion: "qualifies"))
        #expect(try story.passes(from: "2024-06-08", until: "2024-09-30").isEmpty)
    }

    @Test func `an instant item is due on the day of its acceptance`() throws {
        var story = try Story.wenNaFiles([.medical], on: "2024-06-07")
        try story.on("2024-06-07", .chunYu, .accept(.medical))
        #expect(story.due(.medical) == "2024-06-07")
        #expect(try story.passes(from: "2024-06-08", until: "2024-06-30").map(\.kind) == ["warned"])
    }

    @Test func `the next alarm is the earliest of all items`() throws {
        var story = try Story.wenNaFiles([.registration, .medical], on: "2024-06-07")
        #expect(story.application.wakeAt(.official) == Instant("2024-06-18", hour: 0, minute: 0))
        try story.on("2024-06-07", .chunYu, .accept(.medical))
        #expect(story.application.wakeAt(.official) == Instant("2024-06-08", hour: 0, minute: 0))
    }

    @Test func `an application that is over wakes nobody`() throws {
        var story = try Story.wenNaFiles([.medical])
        try story.isGranted(.medical, on: "2024-06-07")
        #expect(story.application.wakeAt(.official) == nil)
    }
}

@Suite struct `Who may act` {
    @Test func `another department may not`() throws {
        let story = try Story.wenNaFiles([.registration, .medical])
        #expect(story.refusal("2024-06-11", .chunYu, .accept(.registration)) == .outsideYourScope(.registration))
        #expect(story.refusal("2024-06-11", .haiLan, .accept(.medical)) == .outsideYourScope(.medical))
    }

    @Test func `another region may not`() throws {
        let story = try Story.wenNaFiles([.registration])
        #expect(story.refusal("2024-06-11", .farAway, .accept(.registration)) == .outsideYourScope(.registration))
    }

    @Test func `another role may not`() throws {
        var story = try Story.wenNaFiles([.registration])
        #expect(story.refusal("2024-06-11", .moLi, .accept(.registration)) == .outsideYourScope(.registration))
        try story.on("2024-06-11", .haiLan, .accept(.registration))
        let grant = Command.grant(.registration, result: story.result(.registration))
        #expect(story.refusal("2024-06-11", .haiLan, grant) == .outsideYourScope(.registration))
        #expect(story.refusal("2024-06-11", .wenNa, grant) == .outsideYourScope(.registration))
        #expect(story.refusal("2024-06-11", .system, grant) == .outsideYourScope(.registration))
    }

    @Test func `a reviewer's yes carries the item to the decision and no further`() throws {
        var story = try Story.wenNaFiles([.startup])
        try story.on("2024-06-11", .haiLan, .accept(.startup))
        try story.on("2024-06-11", .haiLan, .grant(.startup, result: story.result(.startup, "draft")))
        #expect(story.handling(.startup)?.kind == .decide)
        #expect(story.handling(.startup)?.isDecided == false)
        try story.on("2024-06-11", .moLi, .grant(.startup, result: Answers()))
        #expect(story.ending(.startup)?.result == story.result(.startup, "draft"))
    }

    @Test func `a result must be complete, and its own`() throws {
        var story = try Story.wenNaFiles([.registration])
        try story.on("2024-06-11", .haiLan, .accept(.registration))
        let empty = Command.grant(.registration, result: Answers())
        #expect(
            story.refusal("2024-06-11", .moLi, empty)
                == .resultIncomplete(.registration, missing: ["registration_number"]))
        let void = Command.grant(.registration, result: Answers([.init("registration_number", .null)]))
        #expect(
            story.refusal("2024-06-11", .moLi, void)
                == .resultIncomplete(.registration, missing: ["registration_number"]))
        let foreign = Command.grant(.registration, result: story.result(.medical))
        #expect(story.refusal("2024-06-11", .moLi, foreign) == .notOfThisItem(.registration, name: "medical_number"))
    }
}
