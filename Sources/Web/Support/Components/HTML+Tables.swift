import Documents
import Vocabulary

extension HTML {
    /// A column of a data table.
    struct Column {
        var title: String
        /// Numbers stand right, so that their digits line up.
        var isNumeric: Bool
        /// Where the rows are sorted by this column; nil when they cannot be.
        var sortAddress: String?
        /// How the rows are sorted by this column now.
        var order: Order?

        enum Order: String { case ascending, descending }

        init(_ title: String, isNumeric: Bool = false, sortAddress: String? = nil, order: Order? = nil) {
            self.title = title
            self.isNumeric = isNumeric
            self.sortAddress = sortAddress
            self.order = order
        }
    }

    /// Rows of data. The first cell of each row is its heading. On a narrow screen every row becomes a block in which each
    /// cell carries its column's title.
    /// - Parameters:
    ///   - caption: What the rows are; always given, since screen readers list tables by it.
    ///   - rows: As many cells each as there are columns.
    ///   - emptyText: What stands instead of rows when there are none.
    static func table(
        caption: String, columns: [Column], rows: [[HTML]], emptyText: String, isCaptionSeen: Bool = true
    ) -> HTML {
        guard !rows.isEmpty else {
            return """
                <section class="table" aria-label="\(caption)">\(isCaptionSeen ? "<h2>\(caption)</h2>" : .empty)\
                <p class="nothing">\(emptyText)</p></section>

                """
        }
        let body = rows.map { cells -> HTML in
            precondition(cells.count == columns.count, "a row has as many cells as there are columns")
            let row = zip(columns, cells).enumerated().map { index, entry -> HTML in
                let (column, cell) = entry
                let align: HTML = column.isNumeric ? " class=\"figure\"" : .empty
                return index == 0
                    ? "<th scope=\"row\" role=\"rowheader\"\(align)>\(cell)</th>"
                    : "<td role=\"cell\" data-label=\"\(column.title)\"\(align)><div>\(cell)</div></td>"
            }
            return "<tr role=\"row\">\(row)</tr>\n"
        }
        return """
            <div class="table"><table role="table">
            <caption\(" class=\"unseen\"", if: !isCaptionSeen)>\(caption)</caption>
            <thead role="rowgroup"><tr role="row">\(columns.map(\.heading))</tr></thead>
            <tbody role="rowgroup">
            \(body)\
            </tbody></table></div>

            """
    }

    /// Links to the neighbouring pages of a long list; nil where there is none.
    static func pagination(previous: String?, next: String?, _ language: Language) -> HTML {
        guard previous != nil || next != nil else { return .empty }
        return """
            <nav class="pages" aria-label="\(language("翻页", "Pages"))"><ul>
            \(previous.map { address -> HTML in
                "<li><a rel=\"prev\" href=\"\(link: address)\">\(language("上一页", "Previous"))</a></li>\n"
            })\
            \(next.map { address -> HTML in
                "<li><a rel=\"next\" href=\"\(link: address)\">\(language("下一页", "Next"))</a></li>\n"
            })\
            </ul></nav>

            """
    }
}

extension HTML.Column {
    fileprivate var heading: HTML {
        let label: HTML =
            sortAddress.map { address -> HTML in "<a href=\"\(link: address)\">\(title)</a>" } ?? HTML(text: title)
        return """
            <th scope="col" role="columnheader"\(" class=\"figure\"", if: isNumeric)\
            \(attribute: "aria-sort", order?.rawValue)>\(label)</th>
            """
    }
}
