import Cases
import Catalog
import Documents
import Ledger
import Vocabulary

/// Makes the one feedback sheet out of an application that has been answered.
public struct FeedbackBuilder: Sendable {
    let casework: Casework
    let publicAddress: String

    public init(casework: Casework, publicAddress: String) {
        self.casework = casework
        self.publicAddress = publicAddress
    }

    /// The sheet; nil while the application has no feedback.
    public func sheet(of application: Cases.Application) async throws -> FeedbackSheet? {
        guard let feedback = application.feedback else { return nil }
        let number = application.number
        let (catalog, answers) = try await casework.store.read { [casework] session in
            guard let reference = try casework.find(number, in: session) else {
                throw Refusal.noSuchApplication(number.description)
            }
            return (
                try casework.shelf.catalog(application.revision, in: session),
                try casework.answers(of: reference, in: session)
            )
        }
        guard let bundle = catalog.bundles[application.bundle] else {
            throw StorageFailure.corrupt(
                "the catalog revision \(application.revision) has no bundle \(application.bundle)")
        }
        let day = application.submittedAt.day
        let burden = catalog.burden(of: bundle.code, items: application.tasks.map(\.item)) {
            catalog.value($0, in: answers, appliedOn: day)
        }
        let person = answers[Identity.number]?.text.flatMap { try? CitizenID(parsing: $0) }
        return FeedbackSheet(
            issuer: catalog.departments[bundle.leadDepartment]?.office(in: application.region)?.name ?? bundle.name,
            bundle: bundle.name, number: application.number,
            applicant: .init(maskedName: application.maskedName, maskedID: person?.masked ?? ""),
            submitted: application.submittedAt, issued: feedback.revisedAt,
            revision: revision(of: application, feedback),
            items: application.tasks.map { item($0, in: application, catalog) },
            burden: burden.map { .init(before: .init($0.before), after: .init($0.after)) },
            ratingAddress: application.rating == nil
                ? "\(publicAddress)/zh/applications/\(application.number)/rating" : nil,
            verificationAddress: "\(publicAddress)/v/\(application.token)")
    }

    private func revision(of application: Application, _ feedback: Application.Feedback) -> FeedbackSheet.Revision {
        let revoked = application.tasks.filter { task in
            if case .ended(let ending) = task.progress { ending.isRevoked } else { false }
        }
        let granted = application.tasks.filter { $0.outcome == .granted }
        if !granted.isEmpty, revoked.count == granted.count {
            return .revoked(at: feedback.revisedAt, because: Bilingual("全部办理结果已撤销", "every result was revoked"))
        }
        guard feedback.revision > 1 else { return .original }
        return .corrected(
            number: feedback.revision - 1,
            because: revoked.isEmpty
                ? Bilingual("办理结果有更正", "a result was corrected") : Bilingual("部分办理结果已撤销", "a result was revoked"))
    }

    private func item(_ task: ItemTask, in application: Application, _ catalog: Catalog) -> FeedbackSheet.Item {
        let known = catalog.items[task.item]
        let code = Bilingual(task.item.rawValue, task.item.rawValue)
        let office = catalog.departments[task.department]
        var sheet = FeedbackSheet.Item(
            name: known?.name ?? code,
            department: office?.name ?? Bilingual(task.department.rawValue, task.department.rawValue),
            number: task.number, outcome: .terminated)
        guard case .ended(let ending) = task.progress else { return sheet }
        sheet.outcome = FeedbackSheet.Outcome(ending.outcome)
        sheet.decided = ending.at.day
        sheet.reason = reason(of: ending, catalog)
        if let before = ending.before {
            sheet.promised = before.limit
            sheet.taken = before.workingDays(through: ending.at.day, casework.calendar)
        }
        if ending.outcome == .granted, let known {
            let number =
                known.result.elements.lazy.compactMap { ending.result[$0]?.text }.first ?? task.number.description
            sheet.result = .init(name: known.result.name, number: number)
        }
        return sheet
    }

    private func reason(of ending: ItemTask.Ending, _ catalog: Catalog) -> Bilingual? {
        if ending.isRevoked { return Bilingual("该结果已撤销", "this result was revoked") }
        if let because = ending.because {
            let name = catalog.items[because]?.name ?? Bilingual(because.rawValue, because.rawValue)
            return Bilingual("前置事项“\(name.zh)”未获准予", "“\(name.en)”, on which it depends, was not granted")
        }
        guard let reason = ending.reason, !reason.isEmpty else { return nil }
        if reason == "correctionLapsed" {
            return Bilingual("逾期未补正", "the missing material did not arrive in time")
        }
        // An officer's own words exist in one language only; the other sheet marks them.
        return Bilingual(reason, "")
    }
}

extension FeedbackSheet.Outcome {
    init(_ outcome: ItemTask.Outcome) {
        self =
            switch outcome {
            case .granted: .granted
            case .refused: .refused
            case .declined: .declined
            case .withdrawn: .withdrawn
            case .notReached: .notReached
            case .terminated: .terminated
            }
    }
}

extension FeedbackSheet.Burden.Figures {
    init(_ figures: BurdenReport.Figures) {
        self.init(
            steps: figures.steps, days: figures.days, materials: figures.materials, visits: figures.visits,
            fields: figures.fields)
    }
}
