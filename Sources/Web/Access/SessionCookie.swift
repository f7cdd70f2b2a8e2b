import Hummingbird

/// The cookie that holds a browser's session. It lasts until the browser closes; the session itself ends earlier.
public enum SessionCookie: Sendable {
    /// `__Host-session` with Secure. Browsers then insist on Path=/ and no Domain, so that no neighbouring site can set it.
    /// They accept it over TLS, and on `localhost` and `127.0.0.1` also without.
    case hostBound
    /// `session` without Secure, for installations that people reach over plain HTTP. Whoever reads the network reads it.
    case plain

    public var name: String {
        switch self {
        case .hostBound: "__Host-session"
        case .plain: "session"
        }
    }

    private var isSecure: Bool { self == .hostBound }

    func holding(_ token: String) -> Cookie {
        Cookie(name: name, value: token, path: "/", secure: isSecure, httpOnly: true, sameSite: .lax)
    }

    /// The cookie of a trip to the identity provider.
    var journeyName: String {
        switch self {
        case .hostBound: "__Host-journey"
        case .plain: "journey"
        }
    }

    func carrying(_ journey: String, seconds: Int) -> Cookie {
        Cookie(
            name: journeyName, value: journey, maxAge: seconds, path: "/", secure: isSecure, httpOnly: true,
            sameSite: .lax)
    }

    var journeyOver: Cookie {
        Cookie(name: journeyName, value: "", maxAge: 0, path: "/", secure: isSecure, httpOnly: true, sameSite: .lax)
    }

    /// Takes the cookie back.
    var removed: Cookie {
        Cookie(name: name, value: "", maxAge: 0, path: "/", secure: isSecure, httpOnly: true, sameSite: .lax)
    }
}
