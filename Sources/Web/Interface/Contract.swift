import HTTPTypes
import Hummingbird
import Ledger

/// One operation of the JSON interface: published in the OpenAPI document, and enforced on every request.
struct Operation: Sendable {
    enum Method: String, Sendable { case get, post, put, delete }

    let method: Method
    /// The address with its variables, such as `/api/v1/items/{number}`.
    let path: String
    let id: String
    let summary: String
    var needsSession = true
    var parameters: [Parameter] = []
    /// Schema of the request body; nil when there is none.
    var body: JSON?
    /// Schemas of good answers by status; nil where there is no JSON.
    var answers: [(status: Int, schema: JSON?)]
    /// Statuses of problems besides those every operation can have.
    var problems: [Int] = []

    struct Parameter: Sendable {
        let name: String
        let place: String
        let schema: JSON
        var isRequired = false
    }

    /// Whether this address is one of the operation's, ignoring the method.
    func matches(_ address: String) -> Bool {
        let template = path.split(separator: "/", omittingEmptySubsequences: false)
        let parts = address.split(separator: "/", omittingEmptySubsequences: false)
        guard template.count == parts.count else { return false }
        return zip(template, parts).allSatisfy { $0 == $1 || ($0.hasPrefix("{") && !$1.isEmpty) }
    }

    var json: JSON {
        var members: [JSON.Member] = [
            .init("operationId", .string(id)), .init("summary", .string(summary)),
        ]
        if !parameters.isEmpty {
            members.append(
                .init(
                    "parameters",
                    .array(
                        parameters.map {
                            [
                                "name": .string($0.name), "in": .string($0.place),
                                "required": .bool($0.isRequired || $0.place == "path"), "schema": $0.schema,
                            ]
                        })))
        }
        if let body {
            members.append(
                .init("requestBody", ["required": true, "content": ["application/json": ["schema": body]]]))
        }
        var responses: [JSON.Member] = answers.map { answer in
            .init(
                String(answer.status),
                answer.schema.map { ["description": "done", "content": ["application/json": ["schema": $0]]] } ?? [
                    "description": "done"
                ])
        }
        for status in allProblems {
            responses.append(.init(String(status), ["$ref": .string("#/components/responses/problem")]))
        }
        members.append(.init("responses", .object(responses)))
        members.append(.init("security", needsSession ? [["bearer": []]] : []))
        return .object(members)
    }

    /// How many parts of the path are left open.
    var placeholders: Int { path.count { $0 == "{" } }

    private var allProblems: [Int] {
        var statuses = Set(problems + [400, 429, 500, 503])
        if needsSession { statuses.formUnion([401, 403]) }
        if body != nil { statuses.formUnion([413, 415, 422, 507]) }
        if path.contains("{") { statuses.insert(404) }
        return statuses.sorted()
    }
}

/// Refuses what the contract does not know, with the words HTTP has for it.
struct ContractMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            let path = request.uri.path
            let matching = OpenAPI.operations.filter { $0.matches(path) }
            // An address that is written out is not one that also fits a placeholder.
            let fewest = matching.map(\.placeholders).min()
            let known = matching.filter { $0.placeholders == fewest }
            guard !known.isEmpty else { throw error }
            let allowed = Set(known.map { $0.method.rawValue.uppercased() }).sorted().joined(separator: ", ")
            var response = Answer.problem(
                Told(405, "methodNotAllowed", "此地址只支持\(allowed)", "this address knows only \(allowed)"), instance: path)
            response.headers[.allow] = allowed
            return response
        }
    }
}
