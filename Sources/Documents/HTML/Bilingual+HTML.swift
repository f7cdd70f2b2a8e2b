import Vocabulary

extension Language {
    /// Picks the text of this language where it is written: `language("办件编号", "Case number")`.
    public func callAsFunction(_ zh: String, _ en: String) -> String {
        switch self {
        case .zh: zh
        case .en: en
        }
    }
}

extension Bilingual {
    /// Whether the text must be shown in Chinese because nobody has translated it.
    public func isUntranslated(in language: Language) -> Bool { language == .en && en.isEmpty && !zh.isEmpty }

    /// The text for a page. Chinese text on an English page is announced as Chinese and marked.
    public func html(_ language: Language) -> HTML {
        guard isUntranslated(in: language) else { return HTML(text: self(language)) }
        return """
            <span lang="zh-CN">\(zh)</span> <span class="untranslated">\(Self.untranslatedMark)</span>
            """
    }

    /// The text for paper, with the mark when it is not translated.
    func plain(_ language: Language) -> String {
        isUntranslated(in: language) ? "\(zh) (\(Self.untranslatedMark))" : self(language)
    }

    /// What stands after Chinese text on an English page.
    static let untranslatedMark = "in Chinese only"
}
