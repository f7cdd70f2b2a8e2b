import Exchange
import HTTPTypes
import Hummingbird
import Ledger
import Vocabulary

/// Where departments' own systems answer: no session, but a signature over every byte (Standard Webhooks).
struct ReplyInterface: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        router.post("api/v1/exchange/:department/replies") { request, context in
            await Answer.run(request, context) { try await receive(request, context) }
        }
    }

    private func receive(_ request: Request, _ context: SiteContext) async throws -> Response {
        let department = context.parameters.get("department") ?? ""
        let body: [UInt8]
        do {
            body = Array(try await Answer.body(of: request, upTo: Reply.largest).readableBytesView)
        } catch let told as Told where told.status == 413 {
            try await site.replies.record(ReplyRefused(.tooLarge, told.message.en), from: department, at: .now)
            throw told
        }
        let headers = WebhookHeaders(
            id: request.headers[.webhookID], timestamp: request.headers[.webhookTimestamp],
            signature: request.headers[.webhookSignature])
        do {
            // The age of a signature is a matter of real time, whatever day the cases are at.
            switch try await site.replies.receive(
                body, headers: headers, from: department, present: .now, at: site.clock())
            {
            case .done(let status): return Answer.json(["repeated": false, "status": .string(status.rawValue)])
            case .repeated: return Answer.json(["repeated": true])
            }
        } catch let refused as ReplyRefused {
            throw Told(refused)
        }
    }
}

extension HTTPField.Name {
    static let webhookID = HTTPField.Name("webhook-id")!
    static let webhookTimestamp = HTTPField.Name("webhook-timestamp")!
    static let webhookSignature = HTTPField.Name("webhook-signature")!
}

extension Told {
    init(_ refused: ReplyRefused) {
        let (status, zh): (Int, String) =
            switch refused.reason {
            case .unknownDepartment: (404, "没有接入该部门的系统")
            case .unsigned: (401, "缺少签名")
            case .oldTimestamp: (401, "签名时间已过期")
            case .badSignature: (401, "签名不正确")
            case .tooLarge: (413, "回复过大")
            case .malformed: (400, "回复内容有误")
            case .unknownAct: (422, "没有这种办理动作")
            case .unknownItem: (404, "没有该办件")
            case .idReused: (409, "回复编号已用于另一内容")
            case .oldAttempt: (409, "回复的是以前的一次交办")
            case .notNow: (409, "办件现处状态不能这样办理")
            case .notAcceptable: (422, "回复内容不符合要求")
            }
        self.init(status, refused.reason.rawValue, zh, refused.detail)
    }
}
