import Documents
import Vocabulary

/// What pressing a button means.
enum ButtonKind: String, Hashable, Sendable {
    /// The one thing that this page is for.
    case primary
    case secondary
    /// Cannot be undone.
    case warning
}

extension HTML {
    /// A button that sends its form.
    /// - Parameters:
    ///   - name: Sent with `value` when this button is pressed, for forms with several.
    static func button(
        _ label: String, _ kind: ButtonKind = .primary, name: String? = nil, value: String? = nil
    ) -> HTML {
        """
        <button class="button button-\(kind.rawValue)"\(attribute: "name", name)\(attribute: "value", value)>\
        \(label)</button>
        """
    }

    /// A link that looks like a button, for starting something.
    static func buttonLink(_ label: String, to address: String, _ kind: ButtonKind = .primary) -> HTML {
        "<a class=\"button button-\(kind.rawValue)\" href=\"\(link: address)\">\(label)</a>"
    }

    static func link(_ label: String, to address: String) -> HTML { "<a href=\"\(link: address)\">\(label)</a>" }

    /// Buttons and links beside each other.
    static func actions(_ actions: HTML...) -> HTML { "<div class=\"actions\">\(actions)</div>\n" }

    /// A value that travels with a form unseen.
    static func hidden(_ name: String, _ value: String) -> HTML {
        "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
    }

    /// The token that shows that a form came from our own page.
    static func csrf(_ token: String) -> HTML { hidden(csrfName, token) }

    /// The form field of the token.
    static let csrfName = "csrf"
}
