import Foundation

/// An address outside that the installation may send to, so that a setting cannot make it reach into its own network (SSRF).
public struct OutboundAddress: Sendable, CustomStringConvertible {
    public enum Refused: Error, Equatable, Sendable {
        /// Not an `https:` address with a host and without a name or password in it.
        case malformed(String)
        /// The host's name is unknown.
        case unknownHost(String)
        /// The host lies inside: this machine, a private network, or an address that is nobody's.
        case inside(String)
    }

    public let url: URL
    let host: String
    private let mayBeInside: Bool

    /// - Parameter mayBeInside: also plain HTTP and hosts of the own network, when whoever runs the machine says so.
    public init(_ text: String, mayBeInside: Bool = false) throws(Refused) {
        guard let url = URL(string: text), let host = url.host(percentEncoded: false), !host.isEmpty,
            url.scheme == "https" || mayBeInside && url.scheme == "http", url.user == nil, url.password == nil,
            url.fragment == nil
        else { throw .malformed(text) }
        self.url = url
        self.host = host
        self.mayBeInside = mayBeInside
    }

    public var description: String { url.absoluteString }

    /// Looks the host up now, before each sending: names change.
    /// - Returns: the numeric address to connect to.
    /// - Throws: `.unknownHost`, `.inside`.
    func lookUp() async throws(Refused) -> String {
        let found = await PublicAddress.resolve(host)
        guard let first = found.first else { throw .unknownHost(host) }
        guard mayBeInside || found.allSatisfy({ PublicAddress.isPublic($0.bytes) }) else { throw .inside(host) }
        return first.text
    }
}
