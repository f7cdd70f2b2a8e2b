import Vocabulary

extension CaseNumber {
    /// The number for a page. It may break between office, matter and day, and is copied without a break.
    public var html: HTML {
        let text = description
        return """
            <span class="number">\(text.prefix(18))<wbr>\(text.dropFirst(18).prefix(13))<wbr>\(text.dropFirst(31))</span>
            """
    }
}
