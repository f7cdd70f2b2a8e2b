import HTTPTypes
import Hummingbird
import NIOCore

/// Files that pages refer to and that the program carries in itself.
struct Asset: Sendable {
    let path: String
    let type: String
    let text: String

    static let all = [
        Asset(path: Stylesheet.path, type: "text/css; charset=utf-8", text: Stylesheet.text),
        Asset(path: Emblem.path, type: "image/svg+xml", text: Emblem.text),
    ]

    /// Serves all assets. Their addresses carry their fingerprints, so they never change.
    static func add(to router: some RouterMethods<some RequestContext>) {
        for asset in all {
            let body = ByteBuffer(string: asset.text)
            router.get(RouterPath(asset.path)) { _, _ in
                Response(
                    status: .ok,
                    headers: [.contentType: asset.type, .cacheControl: "public, max-age=31536000, immutable"],
                    body: .init(byteBuffer: body))
            }
        }
    }

    /// Twelve hexadecimal digits that change when the text does (FNV-1a, 64 bits; not for security).
    static func fingerprint(_ text: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = String(hash, radix: 16)
        return String((String(repeating: "0", count: 16 - digits.count) + digits).suffix(12))
    }
}

/// The picture in a browser's tab: the seal of the site.
enum Emblem {
    static let path = "/assets/seal.\(Asset.fingerprint(text)).svg"

    /// Two links of a chain: handled jointly.
    static let text = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#b3342b"/>\
        <g fill="none" stroke="#fff" stroke-width="3"><rect x="5" y="11" width="13" height="10" rx="5"/>\
        <rect x="14" y="11" width="13" height="10" rx="5"/></g></svg>
        """
}
