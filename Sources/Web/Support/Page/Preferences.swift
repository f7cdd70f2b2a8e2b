import Documents
import Foundation
import Hummingbird
import Vocabulary

/// How a visitor wants pages to look, kept in a cookie that says nothing else.
struct Preferences: Sendable {
    static let cookie = "view"
    private static let elder = "elder"

    /// Whether the visitor asked for the elder view (长辈版).
    static func isElderView(_ request: Request) -> Bool { request.cookies[cookie]?.value == elder }

    /// The address that switches the view and comes back to the same page.
    static func address(elder: Bool, _ setting: PageSetting) -> String {
        "/\(setting.language.rawValue)/view/\(elder ? self.elder : "standard")?back="
            + (setting.path.addingPercentEncoding(withAllowedCharacters: .queryValue) ?? "/")
    }

    /// Adds `/zh/view/elder` and its like: they set the cookie and lead back.
    static func add(to router: some RouterMethods<some RequestContext>, isSecure: Bool) {
        for language in Language.allCases {
            for view in [elder, "standard"] {
                router.get("\(language.rawValue)/view/\(view)") { request, _ in
                    let back = request.uri.queryParameters["back"].map(String.init)
                    var response = Response.redirect(to: localPath(back))
                    response.headers[.cacheControl] = "no-store"
                    response.setCookie(
                        Cookie(
                            name: cookie, value: view, maxAge: view == elder ? 365 * 86_400 : 0, path: "/",
                            secure: isSecure, httpOnly: true, sameSite: .lax))
                    return response
                }
            }
        }
    }
}

extension CharacterSet {
    /// What may stand in the value of a query parameter as it is.
    static let queryValue = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
}
