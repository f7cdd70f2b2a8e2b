import Cases
import Catalog
import Foundation
import Ledger
import Vocabulary

/// Endless different people in one situation of the catalog, as requests and as bytes on the wire.
struct SampleApplications: Sendable {
    private let scene: Scene
    private let bundle: CatalogBundle
    private let commitments: [ItemCode]
    private let materials: [MaterialReceipt]
    private let answers: Answers
    private let counties: [RegionCode]
    private let pieces: [String]

    /// - Parameters:
    ///   - catalog: its first bundle's first scene is taken.
    ///   - day: the day on which the people apply.
    init(catalog: Catalog, scene name: String? = nil, on day: CalendarDay = Instant.now.day) throws {
        guard let bundle = catalog.bundles.first,
            let scene = name.map({ name in bundle.scenes.first { $0.code == name } }) ?? bundle.scenes.first
        else {
            throw StorageFailure.corrupt("the catalog has no bundle with a scene")
        }
        self.bundle = bundle
        self.scene = scene
        let needed = catalog.requirements(of: scene.items, in: bundle.code) { scene.lookup($0) }
        commitments = needed.commitments
        materials = needed.materials.filter { $0.required && $0.source == .uploaded }
            .map { MaterialReceipt($0.material, .uploaded, upload: "archived-copy") }
        answers = Self.answers(of: scene, movedTo: day, catalog)
        counties = Regions.current.map(\.code).filter { $0.level == .county && $0.isWithin("530000") }
        let template = Self.body(
            bundle: bundle, scene: scene, region: "@@R@@", answers: answers, number: "@@N@@", name: "@@M@@",
            phone: "@@P@@",
            commitments: commitments, materials: materials)
        pieces = template.encodedText.split(separator: "@@", omittingEmptySubsequences: false).map(String.init)
    }

    private static func body(
        bundle: CatalogBundle, scene: Scene, region: String, answers: Answers, number: String, name: String,
        phone: String,
        commitments: [ItemCode], materials: [MaterialReceipt]
    ) -> JSON {
        var answers = answers
        answers[Identity.number] = .string(number)
        answers[Identity.name] = .string(name)
        answers[Identity.phone] = .string(phone)
        return [
            "bundle": .string(bundle.code.rawValue), "items": .array(scene.items.map { .string($0.rawValue) }),
            "region": .string(region), "answers": answers.json,
            "materials": .array(
                materials.map {
                    ["material": .string($0.material.rawValue), "source": "uploaded", "upload": .optional($0.upload)]
                }), "commitments": .array(commitments.map { .string($0.rawValue) }),
        ]
    }

    /// Items in each application.
    var itemCount: Int { scene.items.count }

    /// The scene's answers as if it happened on another day: its dates and months move along.
    private static func answers(of scene: Scene, movedTo today: CalendarDay, _ catalog: Catalog) -> Answers {
        var answers = DemoRequest.answers(of: scene)
        guard let day = scene.day else { return answers }
        let shift = day.days(until: today)
        for code in answers.elements {
            guard let text = answers[code]?.text, let known = try? CalendarDay(parsing: text) else { continue }
            let moved = known.adding(days: shift)
            switch catalog.elements[code]?.type {
            case .date: answers[code] = .string(moved.description)
            case .month: answers[code] = .string(String(moved.description.prefix(7)))
            default: break
            }
        }
        return answers
    }

    /// The scene's own person as a request, for `apply` and for scripts.
    var story: JSON {
        Self.body(
            bundle: bundle, scene: scene, region: DemoCast.wuhua.description, answers: answers,
            number: answers[Identity.number]?.text ?? "", name: answers[Identity.name]?.text ?? "",
            phone: answers[Identity.phone]?.text ?? "", commitments: commitments, materials: materials)
    }

    private static let surnames = Array("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗")
    private static let given = Array("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华")

    func person(_ serial: Int) -> (number: String, name: String, phone: String, region: RegionCode) {
        let birthday = CalendarDay(daysSince1970: 7_000 + Int32((serial / 999) % 7_000))
        let region = counties[serial % counties.count]
        let home = counties[(serial / 6_993_000) % counties.count]
        let id = CitizenID(region: home, birthday: birthday, sequence: serial % 999 + 1)
        let name = String([
            Self.surnames[serial % Self.surnames.count], Self.given[serial / 7 % Self.given.count],
            Self.given[serial / 3 % Self.given.count],
        ])
        return (id.text, name, "138" + String(format: "%08d", serial % 100_000_000), region)
    }

    /// The number of the same person as somebody mistyped it: another county, and the check character that goes with it.
    func mistyped(_ serial: Int) -> String {
        let birthday = CalendarDay(daysSince1970: 7_000 + Int32((serial / 999) % 7_000))
        let home = counties[(serial / 6_993_000 + 1) % counties.count]
        return CitizenID(region: home, birthday: birthday, sequence: serial % 999 + 1).text
    }

    /// One HTTP request.
    func request(_ serial: Int, token: String) -> RequestBytes {
        let person = person(serial)
        var body = ""
        for piece in pieces {
            switch piece {
            case "R": body += person.region.description
            case "N": body += person.number
            case "M": body += person.name
            case "P": body += person.phone
            default: body += piece
            }
        }
        let head =
            "POST /api/v1/applications HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + "Authorization: Bearer \(token)\r\nIdempotency-Key: bench-\(serial)\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        return Array((head + body).utf8)
    }

    /// The same as a request of the case room.
    func intake(_ serial: Int) -> IntakeRequest {
        let person = person(serial)
        var answers = answers
        answers[Identity.number] = .string(person.number)
        answers[Identity.name] = .string(person.name)
        answers[Identity.phone] = .string(person.phone)
        return IntakeRequest(
            bundle: bundle.code, items: scene.items, region: person.region.description, answers: answers,
            materials: materials,
            commitments: commitments, channel: .interface)
    }
}
