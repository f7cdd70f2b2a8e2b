import ServiceLifecycle

/// A service that says its name. A group of services writes each of them out as text, and of a service that has no words for itself
/// that is everything it holds: 15 ms of every start.
struct Named<Wrapped: Service>: Service, CustomStringConvertible {
    let description: String
    let service: Wrapped

    init(_ description: String, _ service: Wrapped) {
        self.description = description
        self.service = service
    }

    func run() async throws { try await service.run() }
}
