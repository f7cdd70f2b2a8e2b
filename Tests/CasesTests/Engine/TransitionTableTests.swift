import Catalog
import Simulation
import Testing
import Vocabulary

@testable import Cases

@Suite struct `What can be done in which state` {
    /// What the right person may do with an item in each state; everything else is refused.
    private static let table: [ItemTask.Status: Set<String>] = [
        .waiting: ["withdraw"],
        .received: ["accept", "decline", "askCorrection", "withdraw"],
        .correcting: ["decline", "answerCorrection", "withdraw"],
        .handling: ["askCorrection", "advance", "grant", "refuse", "withdraw"],
        .supplementing: ["answerCorrection", "withdraw"],
        .publicizing: ["object", "refuse", "withdraw"],
        .external: ["advance", "refuse", "withdraw"],
        .reviewing: ["askCorrection", "advance", "grant", "refuse", "withdraw"],
        .granted: ["correctResult", "revokeResult", "checkCommitment"],
        .refused: ["askReview"],
        .declined: ["askReview"],
        .withdrawn: [],
        .notReached: [],
        .terminated: [],
    ]

    @Test(arguments: ItemTask.Status.allCases)
    func `is exactly what the table says`(status: ItemTask.Status) throws {
        let item: ItemCode = "permit"
        let story = try story(reaching: status)
        #expect(story.status(item) == status)
        var possible: Set<String> = []
        for (name, command) in commands(item) {
            for actor in actors where story.refusal("2024-08-01", actor, command) == nil { possible.insert(name) }
        }
        #expect(possible == Self.table[status])
    }

    @Test(arguments: ItemTask.Status.allCases)
    func `is refused with a reason, never with a crash, for an item that is not there`(status: ItemTask.Status) throws {
        let story = try story(reaching: status)
        for (_, command) in commands("nothing") {
            for actor in actors {
                let refusal = story.refusal("2024-08-01", actor, command)
                #expect(refusal == .unknownItem("nothing") || refusal == .notYourApplication)
            }
        }
    }

    private let actors: [Actor] = [.wenNa, .liJun, .haiLan, .moLi, .jinFeng, .shiYing, .chunYu, .farAway, .system]

    private func commands(_ item: ItemCode) -> [(String, Command)] {
        let outline = Blueprint.Item(item)
        let wish = Answers([.init(outline.wish.rawValue, "soon")])
        let result = Answers([.init(outline.result.rawValue, "2")])
        return [
            ("accept", .accept(item)), ("decline", .decline(item, reason: "r")),
            ("askCorrection", .askCorrection(item, fields: [outline.wish], materials: [], note: "n")),
            ("answerCorrection", .answerCorrection(item, answers: wish, materials: [])),
            ("advance", .advance(item, opinion: "o")), ("grant", .grant(item, result: result)),
            ("refuse", .refuse(item, reason: "r")), ("object", .object(item, reason: "r")),
            ("supply", .supply(item, MaterialReceipt(outline.proof, .uploaded, upload: "u"))),
            ("withdraw", .withdraw([item], reason: "r")), ("askReview", .askReview(item, reason: "r")),
            ("answerReview", .answerReview(item, reopen: true, reason: "r")),
            ("correctResult", .correctResult(item, result: result, reason: "r")),
            ("revokeResult", .revokeResult(item, reason: "r")),
            ("checkCommitment", .checkCommitment(item, isHonest: true, note: "n")),
        ]
    }

    /// The permit after a story that leads to a state.
    private func story(reaching status: ItemTask.Status) throws -> Story {
        let steps: [Blueprint.Step] =
            switch status {
            case .publicizing: [.publicize(40), .decide, .automaticIssue]
            case .external: [.external, .decide, .automaticIssue]
            default: [.review, .decide, .automaticIssue]
            }
        let outline = Blueprint([
            .init("first"),
            .init("permit", steps: steps, requires: [["first"]], hasTolerableProof: true, hasStatement: true),
        ])
        let waits = status == .waiting || status == .notReached
        var story = try Story.wenNaFiles(
            waits ? ["first", "permit"] : ["permit"], committing: ["permit"], with: try outline.catalog())
        let ask = Command.askCorrection("permit", fields: ["permit_wish"], materials: [], note: "n")
        switch status {
        case .waiting, .received: break
        case .notReached: try story.on("2024-06-11", .haiLan, .decline("first", reason: "r"))
        case .correcting: try story.on("2024-06-11", .haiLan, ask)
        case .declined: try story.on("2024-06-11", .haiLan, .decline("permit", reason: "r"))
        case .withdrawn: try story.on("2024-06-11", .wenNa, .withdraw(["permit"], reason: ""))
        case .terminated:
            try story.on("2024-06-11", .haiLan, ask)
            try story.passes(from: "2024-07-01", until: "2024-07-01")
        default: try story.on("2024-06-11", .haiLan, .accept("permit"))
        }
        switch status {
        case .supplementing: try story.on("2024-06-11", .haiLan, ask)
        case .granted:
            try story.on("2024-06-11", .haiLan, .advance("permit", opinion: "o"))
            try story.on("2024-06-11", .moLi, .grant("permit", result: story.result("permit")))
        case .refused, .reviewing: try story.on("2024-06-11", .haiLan, .refuse("permit", reason: "r"))
        default: break
        }
        if status == .reviewing {
            try story.on("2024-06-12", .wenNa, .askReview("permit", reason: "r"))
            try story.on("2024-06-12", .haiLan, .answerReview("permit", reopen: true, reason: "r"))
        }
        return story
    }

    @Test func `a refusal fits into a register`() {
        // With a larger typed error an optimised build (Swift 6.3) told of refusals that there were not, and ended.
        #expect(MemoryLayout<Refusal>.size <= MemoryLayout<UInt>.size)
    }
}
