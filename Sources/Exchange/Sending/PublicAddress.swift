import Foundation

/// Network addresses that a third party's subscription may name. A name that leads into our own network would let whoever
/// writes it call what only we can reach (server-side request forgery).
public enum PublicAddress {
    /// Whether an IPv4 or IPv6 address, in network byte order, is one of the open internet's.
    public static func isPublic(_ bytes: [UInt8]) -> Bool {
        switch bytes.count {
        case 4: isPublicV4(bytes)
        case 16: isPublicV6(bytes)
        default: false
        }
    }

    private static func isPublicV4(_ b: [UInt8]) -> Bool {
        switch (b[0], b[1], b[2]) {
        // This network, private, loopback.
        case (0, _, _), (10, _, _), (127, _, _), (172, 16...31, _), (192, 168, _): false
        // Carriers' own, link-local with the clouds' metadata, protocol assignments, documentation, benchmarks.
        case (100, 64...127, _), (169, 254, _), (192, 0, 0), (192, 0, 2), (198, 18...19, _), (198, 51, 100),
            (203, 0, 113):
            false
        // 6to4 relays, multicast, reserved, broadcast.
        case (192, 88, 99), (224..., _, _): false
        default: true
        }
    }

    private static func isPublicV6(_ b: [UInt8]) -> Bool {
        // Addresses that carry an IPv4 address inside are what that address is: mapped, translated (NAT64), 6to4.
        if b[..<10].allSatisfy({ $0 == 0 }), b[10] == 0xFF, b[11] == 0xFF { return isPublicV4(Array(b[12...])) }
        if Array(b[..<12]) == [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0] { return isPublicV4(Array(b[12...])) }
        if b[0] == 0x20, b[1] == 0x02 { return isPublicV4(Array(b[2..<6])) }
        // Only global unicast is left, without documentation and Teredo.
        guard b[0] & 0xE0 == 0x20 else { return false }
        return !(b[0] == 0x20 && b[1] == 0x01 && (b[2] == 0x0D && b[3] == 0xB8 || b[2] == 0 && b[3] == 0))
    }

    /// The numeric addresses that a host's name leads to now.
    static func resolve(_ host: String) async -> [(text: String, bytes: [UInt8])] {
        await withCheckedContinuation { continuation in
            // The resolver blocks, so it gets a thread of its own.
            Thread.detachNewThread { continuation.resume(returning: lookUp(host)) }
        }
    }

    private static func lookUp(_ host: String) -> [(text: String, bytes: [UInt8])] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        // Brackets belong to the address's form in a URL.
        let name = host.trimmingCharacters(in: ["[", "]"])
        guard getaddrinfo(name, nil, &hints, &first) == 0 else { return [] }
        defer { freeaddrinfo(first) }
        var found: [(String, [UInt8])] = []
        var next = first
        while let entry = next {
            var text = [CChar](repeating: 0, count: 1025)
            if getnameinfo(entry.pointee.ai_addr, entry.pointee.ai_addrlen, &text, 1025, nil, 0, NI_NUMERICHOST) == 0 {
                let numeric = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                if let bytes = bytes(of: numeric) { found.append((numeric, bytes)) }
            }
            next = entry.pointee.ai_next
        }
        return found
    }

    /// The bytes of a numeric address.
    static func bytes(of text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        var six = in6_addr()
        // An address with a zone is one of this link's only.
        if inet_pton(AF_INET6, text, &six) == 1 { return withUnsafeBytes(of: six) { Array($0) } }
        return nil
    }
}
