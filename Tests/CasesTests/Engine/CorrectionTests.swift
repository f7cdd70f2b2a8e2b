import Catalog
import Simulation
import Testing
import Vocabulary

@testable import Cases

private func wish(_ item: ItemCode, _ text: String = "soon") -> Answers {
    var answers = Answers()
    answers[Blueprint.Item(item).wish] = .string(text)
    return answers
}

private func asking(_ item: ItemCode) -> Command {
    .askCorrection(item, fields: [Blueprint.Item(item).wish], materials: [], note: "say when")
}

@Suite struct `Asking for what is missing` {
    @Test func `before acceptance the clock has not started`() throws {
        var story = try Story.wenNaFiles([.registration])
        try story.on("2024-06-11", .haiLan, asking(.registration))
        #expect(story.status(.registration) == .correcting)
        #expect(story.due(.registration) == nil)
        #expect(story.application.status == .correcting)
        try story.on(
            "2024-06-13", .wenNa, .answerCorrection(.registration, answers: wish(.registration), materials: []))
        #expect(story.application.task(.registration)?.progress == .received(on: "2024-06-13", acceptBy: "2024-06-20"))
        #expect(story.application.status == .handling)
    }

    @Test func `after acceptance the clock stands still until it is answered`() throws {
        var story = try Story.wenNaFiles([.registration, .startup], on: "2024-06-06")
        try story.isGranted(.registration, on: "2024-06-06")
        try story.on("2024-06-07", .haiLan, .accept(.startup))
        #expect(story.due(.startup) == "2024-06-14")
        try story.on("2024-06-11", .haiLan, asking(.startup))
        #expect(story.due(.startup) == nil)
        #expect(story.status(.startup) == .supplementing)
        try story.on("2024-06-14", .wenNa, .answerCorrection(.startup, answers: wish(.startup), materials: []))
        #expect(story.due(.startup) == "2024-06-19")
    }

    @Test func `no decision falls while an answer is awaited`() throws {
        var story = try Story.wenNaFiles([.registration])
        try story.on("2024-06-11", .haiLan, .accept(.registration))
        try story.on("2024-06-11", .haiLan, asking(.registration))
        let grant = Command.grant(.registration, result: story.result(.registration))
        #expect(story.refusal("2024-06-12", .moLi, grant) == .correctionOpen(.registration))
        #expect(
            story.refusal("2024-06-12", .moLi, .refuse(.registration, reason: "late")) == .correctionOpen(.registration)
        )
        #expect(story.refusal("2024-06-12", .haiLan, asking(.registration)) == .correctionOpen(.registration))
    }

    @Test func `everything that was asked must be answered`() throws {
        var story = try Story.wenNaFiles([.registration])
        let ask = Command.askCorrection(
            .registration, fields: [Blueprint.Item(.registration).wish], materials: [Blueprint.form], note: "")
        try story.on("2024-06-11", .haiLan, ask)
        let partly = Command.answerCorrection(.registration, answers: wish(.registration), materials: [])
        #expect(
            story.refusal("2024-06-12", .wenNa, partly)
                == .answerIncomplete(.registration, missing: [Blueprint.form.rawValue]))
    }

    @Test func `an empty answer or a promise is no answer`() throws {
        var story = try Story.wenNaFiles([.registration])
        let field = Blueprint.Item(.registration).wish
        let ask = Command.askCorrection(.registration, fields: [field], materials: [Blueprint.form], note: "")
        try story.on("2024-06-11", .haiLan, ask)
        let empty = Answers([.init(field.rawValue, .null)])
        let promised = Command.answerCorrection(
            .registration, answers: empty, materials: [MaterialReceipt(Blueprint.form, .later)])
        #expect(
            story.refusal("2024-06-12", .wenNa, promised)
                == .answerIncomplete(.registration, missing: [field.rawValue, Blueprint.form.rawValue]))
    }

    @Test func `only what the item has can be asked for`() throws {
        let story = try Story.wenNaFiles([.registration])
        let nothing = Command.askCorrection(.registration, fields: [], materials: [], note: "?")
        #expect(story.refusal("2024-06-11", .haiLan, nothing) == .nothingAsked(.registration))
        let foreign = Command.askCorrection(.registration, fields: ["shoe_size"], materials: [], note: "?")
        #expect(story.refusal("2024-06-11", .haiLan, foreign) == .notOfThisItem(.registration, name: "shoe_size"))
    }

    @Test func `who does not answer in ten working days has the item ended`() throws {
        var story = try Story.wenNaFiles([.registration, .startup])
        try story.on("2024-06-07", .haiLan, asking(.registration))
        try story.passes(from: "2024-06-08", until: "2024-06-24")
        #expect(story.status(.registration) == .correcting)
        try story.passes(from: "2024-06-25", until: "2024-06-25")
        #expect(story.status(.registration) == .terminated)
        #expect(story.ending(.startup)?.because == .registration)
        #expect(story.count("answered") == 1)
    }

    @Test func `a second question may follow the first answer`() throws {
        var story = try Story.wenNaFiles([.registration])
        try story.on("2024-06-07", .haiLan, .accept(.registration))
        for (asked, answered) in [("2024-06-11", "2024-06-12"), ("2024-06-13", "2024-06-17")]
            as [(CalendarDay, CalendarDay)]
        {
            try story.on(asked, .haiLan, asking(.registration))
            try story.on(
                answered, .wenNa, .answerCorrection(.registration, answers: wish(.registration), materials: []))
        }
        // 5 days from 06-07: 06-11, then 06-13, then 18, 19, 20.
        #expect(story.due(.registration) == "2024-06-20")
    }
}

@Suite struct `Accepting with a material to follow` {
    private let proof = Blueprint.Item(.fund).proof

    @Test func `the decision waits for the material`() throws {
        var story = try Story.wenNaFiles([.fund])
        try story.on("2024-06-07", .boWen, .accept(.fund, tolerating: [proof]))
        let grant = Command.grant(.fund, result: story.result(.fund))
        #expect(story.refusal("2024-06-11", .boWen, grant) == .materialsOutstanding(.fund, [proof]))
        try story.on("2024-06-12", .wenNa, .supply(.fund, MaterialReceipt(proof, .uploaded, upload: "u")))
        try story.on("2024-06-12", .boWen, grant)
        #expect(story.status(.fund) == .granted)
    }

    @Test func `only what the catalog lets follow may follow`() throws {
        let story = try Story.wenNaFiles([.fund])
        #expect(
            story.refusal("2024-06-07", .boWen, .accept(.fund, tolerating: [Blueprint.form]))
                == .notTolerable(.fund, Blueprint.form))
        #expect(
            story.refusal("2024-06-07", .boWen, .accept(.fund, tolerating: ["passport"]))
                == .notOfThisItem(.fund, name: "passport"))
    }

    @Test func `its last day is told once, and it can still be handed in`() throws {
        var story = try Story.wenNaFiles([.fund])
        try story.on("2024-06-07", .boWen, .accept(.fund, tolerating: [proof]))
        try story.passes(from: "2024-06-08", until: "2024-06-30")
        #expect(story.count("toleranceLapsed") == 1)
        #expect(story.events.first { $0.event.kind == "toleranceLapsed" }?.at.day == "2024-06-18")
        try story.on("2024-07-01", .wenNa, .supply(.fund, MaterialReceipt(proof, .uploaded, upload: "u")))
        #expect(story.handling(.fund)?.tolerances.isEmpty == true)
    }

    @Test func `another promise does not supply it`() throws {
        var story = try Story.wenNaFiles([.fund])
        try story.on("2024-06-07", .boWen, .accept(.fund, tolerating: [proof]))
        let promise = Command.supply(.fund, MaterialReceipt(proof, .later))
        #expect(story.refusal("2024-06-11", .wenNa, promise) == .answerIncomplete(.fund, missing: [proof.rawValue]))
    }

    @Test func `an item may be refused for what never came`() throws {
        var story = try Story.wenNaFiles([.fund])
        try story.on("2024-06-07", .boWen, .accept(.fund, tolerating: [proof]))
        try story.on("2024-06-19", .boWen, .refuse(.fund, reason: "the proof never came"))
        #expect(story.status(.fund) == .refused)
    }
}
