import Access
import Cases
import Catalog
import Foundation
import HTTPTypes
import HummingbirdTesting
import Ledger
import Testing
import Vocabulary

@testable import Web

/// Role × scope × operation × field, cell by cell, for every operation of the OpenAPI document. An operation that the table
/// does not name fails the test: what nobody thought of is denied.
@Suite struct `Who may do what over the JSON interface` {
    /// Kinds of account in every scope that matters to one item of one department in one region.
    static let roles = [
        "anonymous", "wenna", "lijun", "unverified", "clerk", "hailan", "intake", "yibao", "faraway", "bank",
        "supervisor", "strongman", "program",
        "admin", "system-administrator", "security-administrator", "audit-administrator",
    ]

    private static let everybody = Set(roles)
    private static let signedIn = everybody.subtracting(["anonymous"])
    private static let applicants: Set<String> = ["wenna", "lijun"]
    private static let citizens: Set<String> = ["wenna", "lijun", "unverified"]
    /// Who may see the registration of the department and region: its desks, and whoever supervises them.
    private static let seers: Set<String> = ["wenna", "hailan", "intake", "supervisor", "strongman"]
    /// Whose post takes the item in, and who decides it.
    private static let intakers: Set<String> = ["hailan", "intake"]
    private static let deciders: Set<String> = ["hailan"]

    /// Who gets past the door of each operation; everybody else is answered 401, 403 or 404.
    static let allowed: [String: Set<String>] = [
        "replyToItem": [],
        "signIn": everybody, "livez": everybody, "readyz": everybody, "metrics": everybody, "contract": everybody,
        "listPolicies": everybody,
        "showPolicy": everybody, "findPolicies": everybody, "signOut": signedIn,
        "submit": ["wenna", "lijun", "clerk", "program"], "listApplications": applicants,
        "showApplication": seers.union(["yibao", "bank"]), "showTimeline": seers.union(["yibao", "bank"]),
        "withdrawApplication": ["wenna"], "rate": ["wenna"],
        "claim": ["wenna"], "listQueue": ["hailan", "intake", "yibao", "faraway", "bank", "supervisor", "strongman"],
        "showItem": seers,
        "showVerification": citizens, "verify": citizens, "listMandates": applicants, "giveMandate": applicants,
        "revokeMandate": applicants, "actForSomebody": applicants, "stopActing": applicants,
        "showMyData": applicants, "askAboutData": applicants, "eraseMyData": applicants, "consent": applicants,
        "itemAcceptance": intakers, "itemDeclination": intakers, "itemSupplementRequest": intakers,
        "itemDecision": deciders, "itemCorrection": deciders, "itemRevocation": deciders,
        "itemCommitmentCheck": deciders, "itemReview": deciders,
        "itemSupplement": ["wenna"], "itemMaterial": ["wenna"], "itemWithdrawal": ["wenna"],
        "itemReviewRequest": ["wenna"],
    ]

    /// Operations whose state is asked before the post, so that whoever sees the item is told the state.
    static let seen: [String: Set<String>] = [
        "itemStep": ["wenna", "hailan", "intake"], "itemObjection": ["wenna", "hailan", "intake"],
    ]

    /// A body that gets past the contract.
    static let bodies: [String: JSON] = [
        "replyToItem": ["number": "11530102005010013W532014000000120240607001", "attempt": 1, "act": "acceptance"],
        "signIn": ["account": "nobody", "password": "x"], "findPolicies": ["answers": [:]],
        "submit": ["bundle": "employment-and-startup", "items": [], "region": "530102", "answers": [:]],
        "withdrawApplication": ["items": []],
        "rate": ["grade": 5], "verify": ["name": "某", "number": "530802199506300010", "phone": "13888005678"],
        "giveMandate": ["agent": "nobody", "scope": "follow", "until": "2024-06-30"],
        "actForSomebody": ["mandate": "00000000-0000-7000-8000-000000000001"],
        "askAboutData": ["kind": "itemObjection", "element": "phone", "source": "applicant", "text": "x"],
        "consent": ["purpose": "recommend-jobs", "granted": false], "itemDeclination": ["reason": "x"],
        "itemStep": ["opinion": "x"],
        "itemDecision": ["decision": "refused", "reason": "x"], "itemObjection": ["reason": "x"],
        "itemReview": ["reason": "x", "reopen": false],
        "itemCorrection": ["result": ["employment_certificate_number": "2024000011112222"], "reason": "x"],
        "itemRevocation": ["reason": "x"],
        "itemSupplementRequest": ["fields": ["phone"]], "itemSupplement": ["answers": ["phone": "13888005678"]],
        "itemMaterial": ["material": "x", "upload": "u"],
        "itemReviewRequest": ["reason": "x"], "itemCommitmentCheck": ["honest": true, "note": "x"],
    ]

    /// What must have happened to the item before, so that the post alone decides.
    static let before: [String: [Command]] = {
        let item: ItemCode = "employment-registration"
        return [
            "itemDecision": [.accept(item)],
            "itemSupplement": [.askCorrection(item, fields: ["phone"], materials: [], note: "x")],
            "itemReviewRequest": [.decline(item, reason: "x")],
        ]
    }()

    static func isDenied(_ status: Int) -> Bool { status == 401 || status == 403 || status == 404 }

    @Test func `every operation is in the table, and nothing else is`() {
        let known = Set(OpenAPI.operations.map(\.id))
        #expect(Set(Self.allowed.keys).union(Self.seen.keys) == known)
        for operation in OpenAPI.operations where operation.body != nil {
            #expect(
                Self.bodies[operation.id] != nil || operation.id == "itemAcceptance"
                    || operation.id == "itemWithdrawal", "\(operation.id)")
        }
    }

    @Test(arguments: OpenAPI.operations.map(\.id)) func `cell by cell`(id: String) async throws {
        let operation = try #require(OpenAPI.operations.first { $0.id == id })
        try await OfficerWorld.run { world, client in
            let registration: ItemCode = "employment-registration"
            for account in ["unverified"] {
                try await world.site.accounts.create(
                    NewAccount(account: account, name: "某", kind: .citizen, password: OfficerWorld.password),
                    at: world.clock.now)
            }
            for post in Administrator.allCases {
                try await world.site.accounts.create(
                    NewAccount(
                        account: post.rawValue, name: "某", kind: .administrator, password: OfficerWorld.password,
                        roles: [post.rawValue]),
                    at: world.clock.now)
            }
            for role in Self.roles {
                // Each cell has an application of its own, so that no cell changes another's answer.
                let application = try await world.file(name: "文娜")
                let task = try await world.task(registration, of: application)
                let officer = Officer(
                    account: "x", name: "x", department: "hrss", region: "530102",
                    roles: ["counter", "reviewer", "approver"])
                var commands = Self.before[id] ?? []
                if ["itemCorrection", "itemRevocation", "itemCommitmentCheck"].contains(id) {
                    commands = [.accept(registration)] + (try granting(task, world))
                }
                if id == "itemReview" { commands = [.decline(registration, reason: "x")] }
                for command in commands {
                    try await world.casework.act(command, on: task.number, by: .officer(officer), at: world.clock.now)
                }
                if id == "itemReview" {
                    try await world.casework.act(
                        .askReview(registration, reason: "x"), on: task.number, by: .applicant(application.applicant),
                        at: world.clock.now)
                }
                let number = operation.path.contains("/items/") ? task.number : application.number
                let path = operation.path.replacing("{number}", with: number.description).replacing(
                    "{policy}", with: "none"
                )
                .replacing("{department}", with: "hrss").replacing("{id}", with: "00000000-0000-7000-8000-000000000001")
                var headers: HTTPFields = [.contentType: "application/json", .idempotencyKey: "\(role)"]
                if role != "anonymous" { headers[.authorization] = "Bearer \(try await world.signIn(role).token.text)" }
                let body = operation.body == nil ? nil : Self.bodies[id] ?? [:]
                let answer = try await client.execute(
                    uri: path, method: .init(operation.method.rawValue.uppercased())!, headers: headers,
                    body: body.map { .init(bytes: $0.encoded) })
                let status = Int(answer.status.code)
                let allows = (Self.allowed[id] ?? Self.seen[id] ?? []).contains(role)
                if allows {
                    let isFound =
                        ["showPolicy", "revokeMandate", "actForSomebody", "askAboutData"].contains(id) && status == 404
                    let isWrongPassword = id == "signIn" && status == 401
                    #expect(
                        isFound || isWrongPassword || !Self.isDenied(status),
                        "\(role) \(id): \(status) \(answer.text.prefix(200))")
                } else {
                    let isOtherRole = Self.seen[id] == nil && Self.bodies[id] != nil && status == 409
                    #expect(
                        Self.isDenied(status) && !isOtherRole, "\(role) \(id): \(status) \(answer.text.prefix(200))")
                }
                #expect(status < 500, "\(role) \(id)")
                try checkFields(answer.text, role, id)
            }
        }
    }

    private func granting(_ task: ItemTask, _ world: OfficerWorld) throws -> [Command] {
        let item = try #require(world.catalog.items[task.item])
        var result = Answers()
        for element in item.result.elements { result[element] = "2024000011112222" }
        return [.grant(task.item, result: result)]
    }

    /// The fields that only the applicant's own answers may hold, whoever asks.
    private func checkFields(_ text: String, _ role: String, _ id: String) throws {
        // Nobody's number, telephone or whole name leaves in an answer, but what a person is told about themselves.
        if id != "showMyData" {
            for secret in ["530102199802153125", "13888005678"] {
                #expect(!text.contains(secret), "\(role) \(id) shows \(secret)")
            }
        }
        guard let json = try? JSON(parsing: Array(text.utf8)), json["number"]?.text != nil, json["items"] != nil else {
            return
        }
        #expect(json["applicant"]?.text == "文*", "\(role) \(id)")
        // The token of the notice is the applicant's; officers see the items of their own department.
        if role != "wenna" { #expect(json["feedback"]?["token"] == nil, "\(role) \(id)") }
        let departments = Set((json["items"]?.elements ?? []).compactMap { $0["department"]?.text })
        switch role {
        case "yibao": #expect(departments == ["medical-insurance"])
        case "hailan", "intake", "supervisor", "strongman", "bank": #expect(departments == ["hrss"])
        default: break
        }
    }
}
