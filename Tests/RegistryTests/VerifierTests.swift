import Ledger
import Registry
import Testing
import Vocabulary

@Suite struct `Checking an identity against the register` {
    private let number: CitizenID = "530102199802153125"

    /// What the register's check says of a claim, when the register knows these facts.
    private func finding(
        _ facts: [(String, String, String)], name: String = "文娜", phone: String? = "13888005678", entering: Bool = true
    ) async throws -> IdentityFinding {
        var finding = IdentityFinding.notConfirmed
        try await RegisterWorld.with { world in
            let known = facts.map { element, value, source in
                Fact(
                    element: element, value: .string(value), source: source, validFrom: "2024-01-01",
                    asOf: `Whose word counts`.noon)
            }
            if entering { _ = try await world.enter(number.text, known) }
            finding = try await RegisterVerifier(store: world.store, register: world.register)
                .check(IdentityClaim(name: name, number: number, phone: phone), on: "2024-06-07")
        }
        return finding
    }

    private let certified = [("full_name", "文娜", "department:public-security"), ("phone", "13888005678", "applicant")]

    @Test(arguments: ["文娜", " 文　娜 "])
    func `confirms what a department vouches for, whatever the blanks`(name: String) async throws {
        guard case .confirmed(_, .register, let evidence) = try await finding(certified, name: name) else {
            Issue.record("it was not confirmed")
            return
        }
        #expect(evidence == "department:public-security")
    }

    @Test(arguments: [("文妮", "13888005678"), ("文娜", "13888005679"), ("文娜", nil), ("", "13888005678")])
    func `tells nothing about what does not agree`(name: String, phone: String?) async throws {
        #expect(try await finding(certified, name: name, phone: phone) == .notConfirmed)
    }

    @Test func `does not believe a name that only the person said, nor a number it does not know`() async throws {
        #expect(try await finding(certified.map { ($0.0, $0.1, "applicant") }) == .notConfirmed)
        #expect(try await finding([]) == .notConfirmed)
        #expect(try await finding([], entering: false) == .notConfirmed)
    }
}
