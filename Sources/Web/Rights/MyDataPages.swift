import Access
import Cases
import Catalog
import Documents
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Registry
import Vocabulary

/// What is held about me, and my rights over it (我的信息).
struct MyDataPages: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        let routes = VisitorRoutes(site: site, router: router)
        routes.get("me") { visitor in MyDataView(data: try await data(visitor), visitor: visitor).page }
        routes.get("me/copy.json") { visitor in
            try file("my-data.json", "application/json", try await data(visitor).json.encoded)
        }
        routes.get("me/copy.csv") { visitor in
            try file("my-data.csv", "text/csv; charset=utf-8", try await data(visitor).csv)
        }
        routes.post("me/consents") { try await consent($0) }
        routes.get("me/requests/new") { visitor in
            _ = try visitor.ownPerson()
            return RequestView(visitor: visitor).page()
        }
        routes.post("me/requests") { try await ask($0) }
    }

    private func data(_ visitor: Visitor) async throws -> MyData {
        try await MyData.about(try visitor.ownPerson(), in: visitor.casework, on: visitor.today)
    }

    private func file(_ name: String, _ type: String, _ bytes: [UInt8]) throws -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: type, .cacheControl: "no-store", .contentDisposition: "attachment; filename=\"\(name)\"",
            ],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func consent(_ visitor: Visitor) async throws -> Response {
        let person = try visitor.ownPerson()
        let sent = try await visitor.form()
        let isGranted = sent["granted"] == "yes"
        let now = visitor.now
        let register = visitor.casework.register
        if let purpose = sent["purpose"].flatMap({ ConsentPurpose(rawValue: $0) }) {
            try await visitor.casework.store.write { session in
                _ = try register.say(isGranted, to: purpose, person: person.retyped(), at: now, in: session)
            }
        } else {
            throw Visitor.notFound
        }
        return visitor.go(to: "me#consents")
    }

    private func ask(_ visitor: Visitor) async throws -> Response {
        let person = try visitor.ownPerson()
        let sent = try await visitor.form()
        guard let kind = sent["kind"].flatMap({ DataRequest.Kind(rawValue: $0) }), let element = sent["element"],
            let source = sent["source"]
        else { throw Visitor.notFound }
        let text = String((sent.text("text") ?? "").prefix(500))
        guard kind == .deletion || !text.isEmpty else {
            return RequestView(visitor: visitor, sent: sent, isTextMissing: true).page(status: .unprocessableContent)
        }
        do {
            _ = try await DataRights(casework: visitor.casework).ask(
                kind, element: element, source: source, text: text, person: person, at: visitor.now)
        } catch RequestRefused.reasonMissing {
            return RequestView(visitor: visitor, sent: sent, isTextMissing: true).page(status: .unprocessableContent)
        }
        return visitor.go(to: "me#requests")
    }
}
