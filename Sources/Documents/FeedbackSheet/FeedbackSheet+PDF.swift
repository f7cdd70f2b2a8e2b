import Vocabulary

extension FeedbackSheet {
    /// The sheet as an A4 PDF with embedded fonts, page numbers, repeated table heads and a logical structure.
    ///
    /// The same sheet gives the same bytes.
    /// - Throws: ``PDFUndrawable`` when the fonts are not installed (`fonts-noto-cjk`) or memory ran out.
    public func pdf(_ language: Language) throws(PDFUndrawable) -> [UInt8] {
        try Fonts.check()
        var modified = issued
        if case .revoked(let at, _) = revision { modified = at }
        let canvas = PDFCanvas(
            PDFCanvas.Metadata(
                title: "\(Self.title(language)) \(number)", author: issuer.plain(language),
                subject: bundle.plain(language),
                created: issued, modified: modified))
        let layout = SheetLayout(sheet: self, language: language, canvas: canvas)
        let pages = Pagination(layout.rows, height: SheetLayout.areaHeight).pages
        let footers = pages.indices.map { layout.footer(page: $0 + 1, of: pages.count) }
        let watermark = isRevoked ? layout.watermark : nil
        for (rows, footer) in zip(pages, footers) {
            draw(rows, on: canvas)
            layout.draw(footer)
            if let watermark { layout.drawAcross(watermark) }
            canvas.endPage()
        }
        return try canvas.finish()
    }

    /// Draws the rows of one page; neighbouring rows of a table become one table of the structure.
    private func draw(_ rows: [Pagination.Placed], on canvas: PDFCanvas) {
        var index = 0
        while index < rows.count {
            let end = rows[index...].firstIndex { $0.row.isTabular != rows[index].row.isTabular } ?? rows.count
            canvas.tagged(rows[index].row.isTabular ? "Table" : nil) {
                for placed in rows[index..<end] {
                    placed.row.draw(
                        on: canvas, left: SheetLayout.left, top: SheetLayout.top + placed.y, width: SheetLayout.width)
                }
            }
            index = end
        }
    }
}
