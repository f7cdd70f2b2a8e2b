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
    private let mayBeInside: Bool

    /// - Parameter mayBeInside: also plain HTTP and hosts of the own network, when whoever runs the machine says so.
    public init(_ text: String, mayBeInside: Bool = false) throws(Refused) {
        guard let url = URL(string: text), let host = url.host(percentEncoded: false), !host.isEmpty,
            url.scheme == "https" || mayBeInside && url.scheme == "http", url.user == nil, url.password == nil,
            url.fragment == nil
        else { throw .malformed(text) }
        self.url = url
        self.mayBeInside = mayBeInside
    }

    public var description: String { url.absoluteString }

    /// Looks the host up now, before each sending: names change.
    /// - Throws: `.unknownHost`, `.inside`.
    public func check() throws(Refused) {
        let host = url.host(percentEncoded: false) ?? ""
        let found = Self.addresses(of: host)
        guard !found.isEmpty else { throw .unknownHost(host) }
        guard mayBeInside || found.allSatisfy(Self.isOutside) else { throw .inside(host) }
    }

    /// The numerical addresses of a host.
    static func addresses(of host: String) -> [[UInt8]] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host.trimmingCharacters(in: ["[", "]"]), nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [[UInt8]] = []
        var next = list
        while let entry = next {
            if entry.pointee.ai_family == AF_INET {
                entry.pointee.ai_addr.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
                    found.append(withUnsafeBytes(of: address.pointee.sin_addr) { Array($0) })
                }
            } else if entry.pointee.ai_family == AF_INET6 {
                entry.pointee.ai_addr.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
                    found.append(withUnsafeBytes(of: address.pointee.sin6_addr) { Array($0) })
                }
            }
            next = entry.pointee.ai_next
        }
        return found
    }

    /// Whether an address of 4 or 16 bytes is a public one (IANA's registries of special-purpose addresses).
    static func isOutside(_ address: [UInt8]) -> Bool {
        if address.count == 4 {
            switch (address[0], address[1]) {
            case (0, _), (10, _), (127, _), (224..., _), (169, 254), (192, 168), (198, 18...19): return false
            case (100, 64...127), (172, 16...31): return false
            case (192, 0): return address[2] != 0 && address[2] != 2
            case (198, 51): return address[2] != 100
            case (203, 0): return address[2] != 113
            default: return true
            }
        }
        guard address.count == 16 else { return false }
        // An IPv4 address in the clothes of an IPv6 one (mapped, or translated by 64:ff9b::/96).
        if address[..<10].allSatisfy({ $0 == 0 }), address[10] == 0xFF, address[11] == 0xFF { return isOutside(Array(address[12...])) }
        if Array(address[..<12]) == [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0] { return isOutside(Array(address[12...])) }
        // Only 2000::/3 is anybody's; of it, 2001:db8::/32 is for examples and 2002::/16 wraps IPv4.
        guard address[0] & 0xE0 == 0x20 else { return false }
        if Array(address[..<4]) == [0x20, 0x01, 0x0D, 0xB8] { return false }
        if address[0] == 0x20, address[1] == 0x02 { return isOutside(Array(address[2..<6])) }
        return true
    }
}
