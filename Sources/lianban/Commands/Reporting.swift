import ArgumentParser
import Cases
import Catalog
import Foundation
import Ledger
import Vocabulary
import Web

/// What went wrong, as people and scripts are told it, and the exit code that goes with it: 1 for a refusal, 2 for wrong
/// input, 3 when the store failed.
struct Complaint {
    var problems: [(code: String, message: String, path: String)]
    var exit: Int32

    private static func one(_ code: String, _ message: String, path: String = "", exit: Int32) -> Complaint {
        Complaint(problems: [(code, message, path)], exit: exit)
    }

    private init(problems: [(code: String, message: String, path: String)], exit: Int32) {
        self.problems = problems
        self.exit = exit
    }

    init(_ error: any Error, _ language: Language) {
        switch error {
        case let invalid as CatalogInvalid:
            self = Complaint(problems: invalid.diagnostics.map { ("catalogInvalid", $0.line(language), "") }, exit: 2)
        case let wrong as ValidationError: self = .one("wrongInput", wrong.message, exit: 2)
        case let malformed as MalformedCaseNumber:
            self = .one("malformed", malformed.message(language), path: "/number", exit: 2)
        case let malformed as any Malformed: self = .one("malformed", malformed.message(language), exit: 2)
        case let failure as StorageFailure: self = .one("storage", failure.description, exit: 3)
        case let problem as RegisterProblem: self = .one("\(problem)", problem.description, exit: 1)
        case let file as CocoaError:
            let path = file.userInfo[NSFilePathErrorKey] as? String ?? ""
            let reason: Bilingual =
                switch file.code {
                case .fileReadNoSuchFile, .fileNoSuchFile: .init("没有这个文件或文件夹", "there is no such file or folder")
                case .fileReadNoPermission, .fileWriteNoPermission: .init("没有权限", "permission is missing")
                case .fileWriteOutOfSpace: .init("磁盘已满", "the disk is full")
                default: .init("不能读写", "it cannot be read or written")
                }
            self = .one("file", "\(path)\(path.isEmpty ? "" : ": ")\(reason(language))", path: path, exit: 2)
        default:
            guard let told = Told(error) else {
                self = .one("unforeseen", "\(error)", exit: 3)
                return
            }
            let details = told.details.map { (code: $0.code, message: $0.message(language), path: $0.path) }
            self = Complaint(
                problems: details.isEmpty ? [(told.code, told.message(language), told.path)] : details,
                exit: told.status >= 500 ? 3 : told.status == 422 || told.status == 400 ? 2 : 1)
        }
    }
}

extension Console {
    /// Runs a command's work and says in words what went wrong; scripts get the problem as JSON on standard error.
    /// - Throws: `ExitCode`.
    func reporting(_ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let code as ExitCode {
            throw code
        } catch {
            let complaint = Complaint(error, language)
            tell(complaint)
            throw ExitCode(complaint.exit)
        }
    }

    func tell(_ complaint: Complaint) {
        if json {
            let list = complaint.problems.map { problem -> JSON in
                ["code": .string(problem.code), "message": .string(problem.message), "path": .string(problem.path)]
            }
            return complain((list.count == 1 ? list[0] : .array(list)).encodedText)
        }
        for problem in complaint.problems {
            complain(
                problem.path.hasPrefix("/") && problem.code != "file"
                    ? "\(problem.path)  \(problem.message)" : problem.message)
        }
    }
}
