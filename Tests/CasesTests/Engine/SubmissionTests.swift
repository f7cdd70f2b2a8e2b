import Catalog
import Testing
import Vocabulary

@testable import Cases

@Suite struct `Filing an application` {
    @Test func `items without requirements start side by side, the rest wait`() throws {
        let story = try Story.wenNaFiles([.registration, .startup, .loan, .medical, .fund])
        #expect(story.status(.registration) == .received)
        #expect(story.status(.medical) == .received)
        #expect(story.status(.fund) == .received)
        #expect(story.status(.startup) == .waiting)
        #expect(story.status(.loan) == .waiting)
        #expect(story.application.status == .handling)
    }

    @Test func `each item has a number of its own beside the application's`() throws {
        let story = try Story.wenNaFiles([.registration, .startup, .medical])
        let numbers = story.application.tasks.map(\.number) + [story.application.number]
        #expect(Set(numbers).count == 4)
    }

    @Test func `a department has five working days to accept or to ask`() throws {
        let story = try Story.wenNaFiles([.medical], on: "2024-06-07")
        #expect(story.application.task(.medical)?.progress == .received(on: "2024-06-07", acceptBy: "2024-06-17"))
    }

    @Test func `a requirement that was not chosen is not waited for`() throws {
        let story = try Story.wenNaFiles([.loan, .registration])
        #expect(story.application.task(.loan)?.requires == [[.registration]])
    }
}

@Suite struct `Items that wait for each other` {
    @Test func `a waiting item starts when what it requires is granted`() throws {
        var story = try Story.wenNaFiles([.registration, .startup])
        try story.isGranted(.registration, on: "2024-06-11")
        #expect(story.status(.startup) == .received)
        #expect(story.application.task(.startup)?.epoch == 1)
    }

    @Test func `the result of one item feeds the form of the next`() throws {
        var story = try Story.wenNaFiles([.registration, .startup])
        try story.isGranted(.registration, on: "2024-06-11", number: "C-42")
        let fed = story.events.compactMap { entry -> Answers? in
            if case .started(.startup, _, let fed) = entry.event { fed } else { nil }
        }
        #expect(fed == [Answers([.init("registration_number", "C-42")])])
    }

    @Test func `an item with two requirements waits for both`() throws {
        var story = try Story.wenNaFiles([.registration, .startup, .loan])
        try story.isGranted(.registration, on: "2024-06-11")
        #expect(story.status(.loan) == .waiting)
        try story.isGranted(.startup, on: "2024-06-12")
        #expect(story.status(.loan) == .received)
    }

    @Test func `a refusal ends what cannot be reached any more, with the reason`() throws {
        var story = try Story.wenNaFiles([.registration, .startup, .loan, .medical])
        try story.isGranted(.registration, on: "2024-06-11")
        try story.on("2024-06-12", .haiLan, .accept(.startup))
        try story.on("2024-06-12", .haiLan, .refuse(.startup, reason: "no licence"))
        #expect(story.status(.loan) == .notReached)
        #expect(story.ending(.loan)?.because == .startup)
    }

    @Test func `a refusal far up ends the whole line`() throws {
        var story = try Story.wenNaFiles([.registration, .startup, .loan, .subsidy])
        try story.on("2024-06-11", .haiLan, .decline(.registration, reason: "not yours"))
        #expect(story.ending(.startup)?.because == .registration)
        #expect(story.ending(.subsidy)?.because == .startup)
        #expect(story.application.feedback != nil)
    }

    @Test func `one item's failure never fails another`() throws {
        var story = try Story.wenNaFiles([.registration, .medical, .fund])
        try story.on("2024-06-11", .haiLan, .decline(.registration, reason: "not yours"))
        #expect(story.status(.medical) == .received)
        #expect(story.status(.fund) == .received)
        try story.isGranted(.medical, on: "2024-06-11")
        try story.isGranted(.fund, on: "2024-06-11")
        #expect(story.status(.medical) == .granted)
        #expect(story.count("answered") == 1)
    }

    @Test func `a result that was revoked meanwhile is nothing to build on`() throws {
        var story = try Story.wenNaFiles([.registration, .startup, .loan])
        try story.isGranted(.registration, on: "2024-06-11")
        try story.on("2024-06-12", .moLi, .revokeResult(.registration, reason: "issued in error"))
        try story.isGranted(.startup, on: "2024-06-13")
        #expect(story.status(.loan) == .notReached)
        #expect(story.ending(.loan)?.because == .registration)
    }
}
