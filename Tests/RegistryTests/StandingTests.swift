import Ledger
import Registry
import Testing
import Vocabulary

@Suite struct `Whose word counts` {
    static let noon = Instant("2024-06-07", hour: 12, minute: 0)

    static func fact(
        _ value: String, _ source: String, element: String = "phone", from: CalendarDay = "2024-01-01",
        to: CalendarDay? = nil, days: Int = 0
    ) -> Fact {
        Fact(
            element: element, value: .string(value), source: source, validFrom: from, validTo: to,
            asOf: noon.adding(seconds: days * 86_400))
    }

    @Test func `facts that conflict coexist, and the conflict is shown`() {
        let facts = [Self.fact("a", "department:tax"), Self.fact("b", "applicant", days: 3)]
        let standing = Precedence.standard.standing(of: facts, on: "2024-06-10")["phone"]
        #expect(standing?.counts.value == "a")
        #expect(standing?.conflicts.map(\.source) == ["applicant"])
    }

    @Test func `the table of an element comes before the general one`() {
        let precedence = Precedence(
            general: ["department", "applicant"], rankings: ["phone": ["applicant", "department"]])
        let facts = [
            Self.fact("a", "department:tax"), Self.fact("b", "applicant"),
            Self.fact("c", "department:tax", element: "name"), Self.fact("d", "applicant", element: "name"),
        ]
        let standing = precedence.standing(of: facts, on: "2024-06-10")
        #expect(standing["phone"]?.counts.value == "b")
        #expect(standing["name"]?.counts.value == "c")
    }

    @Test func `a named department comes before its kind, and what no table lists comes last`() {
        let precedence = Precedence(general: ["department:police", "department", "item"])
        let ranks = ["department:police", "department:tax", "item:x", "applicant"].map {
            precedence.rank(of: $0, for: "sex")
        }
        #expect(ranks == [0, 1, 2, 3])
    }

    @Test func `the same source's later word replaces its earlier one without a conflict`() {
        let standing = Precedence.standard.standing(
            of: [Self.fact("a", "applicant"), Self.fact("b", "applicant", days: 1)], on: "2024-06-10")
        #expect(standing["phone"]?.counts.value == "b")
        #expect(standing["phone"]?.conflicts == [])
    }

    @Test func `history tells what was known and what held on any day`() {
        let facts = [
            Self.fact("a", "item:x", to: "2024-06-30"), Self.fact("b", "item:x", from: "2024-07-01", days: 30),
        ]
        let precedence = Precedence.standard
        #expect(precedence.standing(of: facts, on: "2024-06-30")["phone"]?.counts.value == "a")
        #expect(precedence.standing(of: facts, on: "2024-07-01")["phone"]?.counts.value == "b")
        #expect(precedence.standing(of: facts, on: "2024-07-01", knownBy: Self.noon)["phone"] == nil)
    }

    @Test func `an old number of fifteen digits is the same person's`() {
        #expect(CitizenID(old: "110105491231002")?.text == "11010519491231002X")
        #expect(CitizenID(old: "110105491331002") == nil)
        #expect(CitizenID(old: "11010549123100X") == nil)
    }
}
