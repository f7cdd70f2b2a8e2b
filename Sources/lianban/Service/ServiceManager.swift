import Foundation
import Ledger
import ServiceLifecycle

/// Tells the service manager (systemd) how this service stands: one datagram to the socket it names in `NOTIFY_SOCKET`
/// (sd_notify(3)). Where there is none, nothing happens.
struct ServiceManager: Service {
    let store: any Store
    private let socketPath: String?
    /// How often the manager wants to hear that we live; nil when it does not ask.
    private let watchdog: Duration?

    init(store: any Store) {
        self.store = store
        socketPath = environment("NOTIFY_SOCKET")
        let isOurs = environment("WATCHDOG_PID").map { $0 == "\(ProcessInfo.processInfo.processIdentifier)" } ?? true
        watchdog = isOurs ? environment("WATCHDOG_USEC").flatMap { Int64($0) }.map { .microseconds($0 / 3) } : nil
    }

    /// The service answers from now on.
    func ready() { tell("READY=1\nSTATUS=serving\n") }

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await gracefulShutdown() }
            if let watchdog {
                group.addTask {
                    while !Task.isCancelled {
                        // A store that does not answer lets the manager start us again.
                        if (try? await store.read { _ in true }) == true { tell("WATCHDOG=1\n") }
                        try? await Task.sleep(for: watchdog)
                    }
                }
            }
            await group.next()
            tell("STOPPING=1\nSTATUS=finishing what is under way\n")
            group.cancelAll()
        }
    }

    private func tell(_ state: String) {
        guard let socketPath, socketPath.hasPrefix("/") || socketPath.hasPrefix("@") else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var path = Array(socketPath.utf8)
        // A name of the abstract namespace begins with a zero byte.
        if path[0] == UInt8(ascii: "@") { path[0] = 0 }
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        let bytes = Array(state.utf8)
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                // A manager that reads nothing for a while must not hold up this thread, which others need too.
                let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
                _ = sendto(descriptor, bytes, bytes.count, flags, $0, length)
            }
        }
    }
}
