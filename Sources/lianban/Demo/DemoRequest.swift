import Cases
import Catalog
import FEEL
import Foundation
import Ledger
import Vocabulary

/// Makes a complete request out of a scene of the catalog, as a person in that situation would.
struct DemoRequest {
    let casework: Casework
    let catalog: Catalog
    let bundle: CatalogBundle
    let scene: Scene

    /// The request with every needed material; files are stored for the owner when there is one.
    func request(owner: Identifier<Applicant>?, at instant: Instant) async throws -> IntakeRequest {
        let needed = catalog.requirements(of: scene.items, in: bundle.code) { scene.lookup($0) }
        var materials: [MaterialReceipt] = []
        for use in needed.materials where use.required && use.source == .uploaded {
            var upload = Identifier<Upload>.new().description
            if let owner {
                let name = catalog.materials[use.material]?.name.zh ?? use.material.rawValue
                upload = try await casework.keep(
                    Array("\(name)（演示文件）\n".utf8), of: use.material, named: "\(name).txt",
                    mediaType: "text/plain; charset=utf-8",
                    owner: owner, at: instant
                ).description
            }
            materials.append(MaterialReceipt(use.material, .uploaded, upload: upload))
        }
        return IntakeRequest(
            bundle: bundle.code, items: scene.items, region: DemoCast.wuhua.description,
            answers: Self.answers(of: scene),
            materials: materials, commitments: needed.commitments, channel: .online)
    }

    /// A scene's answers in their stored form.
    static func answers(of scene: Scene) -> Answers {
        var answers = Answers()
        for (element, value) in scene.answers.sorted(by: { $0.key < $1.key }) { answers[element] = JSON(value) }
        return answers
    }
}
