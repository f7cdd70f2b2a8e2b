import Documents
import Vocabulary

/// How something stands, said in words and supported by colour.
enum Tone: String, Hashable, Sendable, CaseIterable {
    case neutral, active, good, attention, bad
}

extension HTML {
    /// A status in a few words: `待补正`, `已办结`.
    static func tag(_ text: String, _ tone: Tone = .neutral) -> HTML {
        "<strong class=\"tag tag-\(tone.rawValue)\">\(text)</strong>"
    }

    /// A message about what just happened or what matters before the page's content.
    ///
    /// Good and bad news are announced at once by screen readers; the others are read when they are reached.
    static func banner(_ tone: Tone, title: String, _ content: HTML = .empty) -> HTML {
        let id = "banner-title"
        return """
            <section class="banner banner-\(tone.rawValue)" aria-labelledby="\(id)"\
            \(" role=\"alert\"", if: tone == .good || tone == .bad)>
            <h2 id="\(id)">\(title)</h2>
            \(content)
            </section>

            """
    }

    /// The answer to "did it work": a large confirmation with the number to keep.
    static func panel(title: String, _ content: HTML) -> HTML {
        """
        <section class="panel"><h1>\(title)</h1>
        \(content)
        </section>

        """
    }

    /// Text that stands out without being a warning.
    static func inset(_ content: HTML) -> HTML { "<div class=\"inset\">\(content)</div>\n" }

    /// Something that has consequences if it is overlooked.
    static func warning(_ content: HTML, _ language: Language) -> HTML {
        """
        <div class="caution"><span class="caution-sign" aria-hidden="true">!</span>\
        <div><strong><span class="unseen">\(language("注意：", "Warning: "))</span>\(content)</strong></div></div>

        """
    }

    /// More text for those who want it; opens without a script.
    static func details(_ summary: String, _ content: HTML, isOpen: Bool = false) -> HTML {
        """
        <details\(" open", if: isOpen)><summary>\(summary)</summary>
        <div>\(content)</div></details>

        """
    }

    /// The mark of text that nobody has translated yet; an English page shows the Chinese and this.
    static func untranslated(_ text: String) -> HTML { Bilingual(zh: text, en: "").html(.en) }
}
