import Documents
import Vocabulary

/// What all pages of one visit share: language, view, who is signed in, where one is.
struct PageSetting: Hashable, Sendable {
    struct Link: Hashable, Sendable {
        var label: String
        var address: String
    }

    /// Who is signed in.
    struct Account: Hashable, Sendable {
        /// As shown at the top of the page; mask it where others may look on.
        var name: String
        /// The page of the account.
        var address: String
        /// Where the sign-out form is sent.
        var signOutAddress: String
        /// Goes with the sign-out form.
        var csrfToken: String
    }

    var language: Language
    /// Path and query of this page, from the first slash.
    var path: String
    /// 长辈版: larger letters and targets, one column.
    var isElderView = false
    /// The name of the site.
    var siteName: Bilingual
    /// What stands beside the site's name: whose site it is.
    var owner: Bilingual?
    var account: Account?
    var navigation: [Link] = []
    var footer: [Link] = []

    /// This page in the other language; nil when its address has no language.
    var otherLanguagePath: String? {
        let prefix = "/\(language.rawValue)"
        guard path == prefix || path.hasPrefix(prefix + "/") || path.hasPrefix(prefix + "?") else { return nil }
        return "/\(language.other.rawValue)" + path.dropFirst(prefix.count)
    }
}

extension Language {
    /// The language that a page offers to switch to.
    var other: Language { self == .zh ? .en : .zh }

    /// The language that an address begins with: `/zh/…`, `/en/…`.
    init?(path: some StringProtocol) {
        guard let first = path.split(separator: "/", maxSplits: 1).first else { return nil }
        self.init(rawValue: String(first.prefix { $0 != "?" }))
    }
}

/// A path of this site that may be followed after it came from a visitor; anything that could lead elsewhere becomes "/".
func localPath(_ address: String?) -> String {
    guard let address, address.utf8.first == UInt8(ascii: "/"), address.utf8.count <= 2_000 else { return "/" }
    // Browsers read a backslash as a slash, and "//host" as another site; controls could split the header.
    let isPlain = address.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
    guard isPlain, !address.hasPrefix("//") else { return "/" }
    return address
}
