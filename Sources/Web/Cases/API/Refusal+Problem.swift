import Access
import Cases
import Catalog
import Ledger
import Registry
import Vocabulary

/// An error as people and programs are told it.
public struct Told: Equatable, Sendable {
    public let status: Int
    public let code: String
    public let message: Bilingual
    public let path: String
    public internal(set) var details: [IntakeProblem] = []
    var retryAfter: Int?

    init(_ status: Int, _ code: String, _ zh: String, _ en: String, path: String = "") {
        self.status = status
        self.code = code
        message = Bilingual(zh, en)
        self.path = path
    }
}

/// The one place where errors get words and a status.
extension Told {
    /// nil for an error nobody foresaw; it is logged with an id and never shown.
    public init?(_ error: any Error) {
        switch error {
        case let refusal as Refusal: self.init(refusal)
        case let refused as IntakeRefused:
            self.init(
                422, "notAcceptable", "申请有\(refused.problems.count)处需要改正",
                "\(refused.problems.count) things need to be put right")
            details = refused.problems
        case let refused as SubmissionRefused: self.init(refused)
        case let refused as VerificationRefused: self.init(refused)
        case let refused as SignInRefused: self.init(refused)
        case let refused as MandateRefused: self.init(refused)
        case let refused as RequestRefused:
            switch refused {
            case .unknown: self.init(404, "noSuchFact", "没有这项信息", "nothing of that kind is held")
            case .answeredAlready: self.init(409, "answeredAlready", "已经答复过了", "it was answered already")
            case .reasonMissing:
                self.init(422, "reasonMissing", "请填写正确的内容或理由", "give the right value or a reason", path: "/text")
            }
        case let failure as StorageFailure: self.init(failure)
        case let malformed as MalformedJSON:
            self.init(
                malformed.offset == nil ? 422 : 400, "malformed", "请求内容有误：\(malformed.description)",
                "\(malformed.description)",
                path: malformed.path)
        case let malformed as MalformedCaseNumber:
            self.init(404, "noSuchNumber", malformed.message.zh, malformed.message.en, path: "/number")
        default: return nil
        }
    }

    init(_ refusal: Refusal) {
        switch refusal {
        case .unknownItem(let item):
            self.init(404, "unknownItem", "该申请没有事项“\(item)”", "the application has no item \(item)")
        case .notNow(let item, let status):
            self.init(
                409, "notNow", "“\(item)”现处于“\(status.label.zh)”，不能这样办理",
                "\(item) is \(status.label.en); this cannot be done now",
                path: "/status")
        case .outsideYourScope(let item):
            self.init(
                403, "outsideYourScope", "“\(item)”不在您的办理范围", "\(item) is outside your department, region or role")
        case .notYourApplication: self.init(403, "notYourApplication", "这不是您的申请", "this is not your application")
        case .beyondYourMandate:
            self.init(
                403, "beyondYourMandate", "您的授权只能查看和答复补正", "your mandate lets you see and answer, not apply or withdraw"
            )
        case .correctionOpen(let item):
            self.init(409, "correctionOpen", "“\(item)”正在等待申请人补正", "\(item) waits for the applicant's answer")
        case .materialsOutstanding(let item, let materials):
            let list = materials.map(\.rawValue).joined(separator: ", ")
            self.init(409, "materialsOutstanding", "“\(item)”还缺容缺材料：\(list)", "\(item) still waits for: \(list)")
        case .nothingAsked(let item):
            self.init(422, "nothingAsked", "没有写明“\(item)”需要什么", "nothing was named for \(item)", path: "/fields")
        case .notOfThisItem(let item, let name):
            self.init(422, "notOfThisItem", "“\(item)”没有“\(name)”", "\(item) has no \(name)", path: "/\(name)")
        case .answerIncomplete(let item, let missing):
            let list = missing.joined(separator: ", ")
            self.init(
                422, "answerIncomplete", "“\(item)”还缺：\(list)", "\(item) still lacks: \(list)",
                path: "/\(missing.first ?? "")")
        case .notTolerable(let item, let material):
            self.init(
                422, "notTolerable", "“\(item)”的材料“\(material)”不可容缺",
                "\(material) of \(item) cannot be handed in later", path: "/tolerating")
        case .resultIncomplete(let item, let missing):
            let list = missing.map(\.rawValue).joined(separator: ", ")
            self.init(
                422, "resultIncomplete", "“\(item)”的结果还缺：\(list)", "the result of \(item) lacks: \(list)",
                path: "/result")
        case .reasonMissing: self.init(422, "reasonMissing", "请写明理由", "give a reason", path: "/reason")
        case .alreadyRated: self.init(409, "alreadyRated", "已经评价过了", "it has been rated already")
        case .notByStaff: self.init(409, "notByStaff", "这件申请不是工作人员代办的", "staff did not hand this application in")
        case .alreadyClaimed: self.init(409, "alreadyClaimed", "已经认领过了", "it has been claimed already")
        case .feedbackNotIssued: self.init(409, "feedbackNotIssued", "办结后才能评价", "it can be rated after the feedback")
        case .itemNotInCatalog(let item, let revision):
            self.init(
                409, "itemNotInCatalog", "目录版本\(revision)中没有“\(item)”",
                "the catalog revision \(revision) has no \(item)")
        case .changedMeanwhile(let current):
            self.init(
                412, "changedMeanwhile", "内容已被他人更改，请刷新后再试", "it changed meanwhile (now version \(current)); look again")
        case .noSuchApplication(let number):
            self.init(404, "noSuchApplication", "没有编号为\(number)的申请", "there is no application \(number)")
        }
    }

    init(_ refused: SubmissionRefused) {
        switch refused {
        case .keyReused:
            self.init(
                422, "keyReused", "该Idempotency-Key已用于另一内容", "this Idempotency-Key was used for another request",
                path: "/headers/Idempotency-Key")
        case .notYourNumber:
            self.init(
                403, "notYourNumber", "身份证号码与登录人不一致", "the identity number is not the signed-in person's",
                path: "/answers/citizen_id")
        case .notVerified: self = .notVerified
        case .numbersExhausted: self.init(503, "numbersExhausted", "今日编号已用完", "no case number is left today")
        }
    }

    /// Whoever applies must be known (实名): says what to do.
    static let notVerified = Told(
        403, "notVerified", "请先完成实名核验：在“实名核验”页面核对身份，或持身份证件到窗口、用统一身份认证登录",
        "it is not known well enough who you are; check your identity on the page “verify” (POST /api/v1/me/verification), "
            + "at a counter, or by signing in with the identity provider")

    init(_ refused: VerificationRefused) {
        switch refused {
        case .otherPerson:
            self.init(409, "otherPerson", "该账号已登记为另一人", "this account already stands for somebody else")
        case .personHasAccount:
            self.init(
                409, "personHasAccount", "该身份已有账号，请用原账号登录；找不回原账号请到窗口办理",
                "that person has an account; sign in with it, or come to a counter")
        case .notAnApplicant: self.init(403, "notAnApplicant", "只有申请人账号需要核验", "only applicants' accounts are verified")
        }
    }

    init(_ failure: StorageFailure) {
        switch failure {
        case .overloaded(let seconds):
            self.init(503, "overloaded", "系统繁忙，请稍后再试；您的申请未被接收", "too busy; nothing was taken in, try again shortly")
            retryAfter = seconds
        case .unavailable(let seconds, _):
            self.init(
                503, "unavailable", "数据库暂时无法连接，请稍后再试；未保存任何内容",
                "the database cannot be reached; nothing was stored, try again shortly")
            retryAfter = seconds
        case .full: self.init(507, "storageFull", "存储空间已满，未保存任何内容", "the disk is full; nothing was stored")
        case .conflict: self.init(409, "conflict", "内容已被他人更改，请重试", "another change came first; try again")
        case .unknownOutcome:
            self.init(
                503, "unknownOutcome", "连接中断，结果未知；请用相同的Idempotency-Key重试",
                "the outcome is unknown; repeat with the same key")
            retryAfter = 1
        case .closed:
            self.init(503, "closing", "服务正在重启", "the service is restarting")
            retryAfter = 2
        case .constraint:
            self.init(
                422, "notStorable", "内容含有不能保存的字符或数值", "the content holds characters or values that cannot be stored")
        default: self.init(500, "storage", "存储出错，未保存任何内容", "the store failed; nothing was stored")
        }
    }
}

extension ItemTask.Status {
    public var label: Bilingual {
        switch self {
        case .waiting: Bilingual("待前置事项", "waiting for another item")
        case .received: Bilingual("待受理", "received")
        case .correcting: Bilingual("待补正", "correction needed")
        case .handling: Bilingual("审批中", "being handled")
        case .supplementing: Bilingual("受理后待补正", "supplement needed")
        case .publicizing: Bilingual("公示中", "being publicised")
        case .external: Bilingual("等待外部机构", "with another body")
        case .reviewing: Bilingual("复核中", "under review")
        case .granted: Bilingual("已办结（准予）", "granted")
        case .refused: Bilingual("不予批准", "refused")
        case .declined: Bilingual("不予受理", "not accepted")
        case .withdrawn: Bilingual("已撤回", "withdrawn")
        case .notReached: Bilingual("未进入办理", "not reached")
        case .terminated: Bilingual("已终止", "terminated")
        }
    }
}

extension Application.Status {
    public var label: Bilingual {
        switch self {
        case .correcting: Bilingual("待补正", "needs your answer")
        case .handling: Bilingual("办理中", "being handled")
        case .answered: Bilingual("已办结", "answered")
        case .withdrawn: Bilingual("已撤回", "withdrawn")
        }
    }
}

extension Told {
    init(_ refused: SignInRefused) {
        switch refused {
        case .wrong: self.init(401, "wrongPassword", "账号或密码不正确", "the account or the password is wrong")
        case .secondFactorMissing:
            self.init(
                403, "secondFactorMissing", "工作人员登录须用动态码，请先向安全管理员领取",
                "staff sign in with an authenticator; ask the security administrator for yours")
        case .locked(let until):
            self.init(
                429, "locked", "尝试次数过多，\(until.shanghaiTime)后再试",
                "too many attempts; try again after \(until.shanghaiTime)")
            retryAfter = 60
        case .tooManyAttempts(let seconds), .busy(let seconds):
            self.init(429, "tooManyAttempts", "尝试次数过多，请稍后再试", "too many attempts; try again later")
            retryAfter = seconds
        }
    }
}
