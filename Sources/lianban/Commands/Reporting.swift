import ArgumentParser
import Cases
import Catalog
import Foundation
import Ledger
import Vocabulary
import Web

extension Console {
    /// Runs a command's work and says in words what went wrong; scripts get the problem as JSON on standard error.
    /// - Throws: `ExitCode`: 1 for a refusal, 2 for wrong input, 3 when the store failed.
    func reporting(_ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let error as CatalogInvalid {
            for diagnostic in error.diagnostics { complain(diagnostic.line(language)) }
            throw ExitCode(2)
        } catch let code as ExitCode {
            throw code
        } catch let error as ValidationError {
            complain(error.message)
            throw ExitCode(2)
        } catch let error as any Malformed {
            complain(error.message(language))
            throw ExitCode(2)
        } catch {
            guard let told = Told(error) else {
                complain("\(error)")
                throw ExitCode(3)
            }
            let problems = told.details.isEmpty ? [IntakeProblem(told.code, told.message, path: told.path)] : told.details
            if json {
                let list = problems.map { problem -> JSON in
                    ["code": .string(problem.code), "message": .string(problem.message(language)), "path": .string(problem.path)]
                }
                complain((list.count == 1 ? list[0] : .array(list)).encodedText)
            } else {
                for problem in problems { complain(problem.path.isEmpty ? problem.message(language) : "\(problem.path)  \(problem.message(language))") }
            }
            throw ExitCode(told.status >= 500 ? 3 : told.status == 422 || told.status == 400 ? 2 : 1)
        }
    }
}
