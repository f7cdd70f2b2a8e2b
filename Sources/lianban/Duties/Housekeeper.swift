import Access
import Logging
import ServiceLifecycle
import Vocabulary

/// Forgets sessions and sign-ins whose time is over, once an hour.
struct Housekeeper: Service {
    let accounts: Accounts
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let forgotten = try await accounts.forgetExpired(at: .now)
                    if forgotten > 0 { logger.info("forgot sessions and sign-ins", metadata: ["rows": "\(forgotten)"]) }
                } catch {
                    logger.error(
                        "old sessions could not be forgotten and are tried again", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(3600))
            }
        }
    }
}
